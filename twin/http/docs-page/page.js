/** Shows openapi.json as a page: operations by group, parameters, answers, schemas, and a form to try each. */

/** Makes an element; strings become text, never markup. */
function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

function schemaLink(reference) {
  const name = reference.split('/').at(-1);
  return make('a', { href: `#schema-${name}` }, name);
}

/** A schema in a few words: `number in µm`, `list of Segment`. */
function describe(schema) {
  if (schema === undefined) return ['anything'];
  if (schema.$ref !== undefined) return [schemaLink(schema.$ref)];
  const options = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (options !== undefined) {
    return options.flatMap((option, i) =>
      i === 0 ? describe(option) : [' or ', ...describe(option)],
    );
  }
  if (schema.enum !== undefined)
    return [schema.enum.map((value) => JSON.stringify(value)).join(' | ')];
  if (schema.const !== undefined) return [JSON.stringify(schema.const)];
  if (schema.type === 'array') return ['list of ', ...describe(schema.items)];
  const type = [schema.type ?? 'anything'].flat().join(' or ');
  const unit = schema['x-unit'] === undefined ? '' : ` in ${schema['x-unit']}`;
  return [`${type}${schema.format === undefined ? '' : ` (${schema.format})`}${unit}`];
}

function table(heads, rows) {
  const head = make('tr', {}, ...heads.map((text) => make('th', { scope: 'col' }, text)));
  const lines = rows.map((cells) =>
    make('tr', {}, ...cells.map((cell) => make('td', {}, ...[cell].flat()))),
  );
  return make('table', {}, make('thead', {}, head), make('tbody', {}, ...lines));
}

/** Properties of an object, nested objects and lists of objects below one another. */
function propertyRows(schema, prefix = '') {
  return Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    const inner = property.type === 'array' ? property.items : property;
    const name = `${prefix}${key}${property.type === 'array' ? '[]' : ''}`;
    const nested = inner?.properties === undefined ? [] : propertyRows(inner, `${name}.`);
    const must = schema.required?.includes(key) ? 'always' : 'may be absent';
    return [
      [make('code', {}, name), describe(property), must, property.description ?? ''],
      ...nested,
    ];
  });
}

function schemaSection(name, schema) {
  const body =
    schema.properties === undefined
      ? make('p', {}, ...describe(schema))
      : table(['Name', 'Type', 'Present', 'Meaning'], propertyRows(schema));
  const about = schema.description === undefined ? [] : [make('p', {}, schema.description)];
  return make(
    'details',
    { id: `schema-${name}` },
    make('summary', {}, name),
    make('div', {}, ...about, body),
  );
}

/** Reads a live stream for as long as the form says, and shows its events. */
async function showStream(response, output, signal) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  signal.addEventListener('abort', () => reader.cancel());
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    output.textContent = (output.textContent + value).slice(-20_000);
  }
}

async function send(url, request, output) {
  const { method, body, signal } = request;
  const headers = body === undefined ? {} : { 'Content-Type': 'application/json' };
  output.textContent = `${method} ${url} …`;
  try {
    const response = await fetch(url, { method, body, headers, signal });
    const type = response.headers.get('Content-Type') ?? '';
    output.textContent = `${response.status} ${response.statusText}\n${type}\n\n`;
    if (type.startsWith('text/event-stream')) return await showStream(response, output, signal);
    const text = await response.text();
    const shown = type.includes('json') ? JSON.stringify(JSON.parse(text), null, 2) : text;
    output.textContent += shown.length > 100_000 ? `${shown.slice(0, 100_000)}\n… cut here` : shown;
  } catch (error) {
    output.textContent += signal.aborted ? '\nstopped' : `\nno answer: ${error.message}`;
  }
}

/** The field for the body of a request, with an example in it; nothing where there is no body. */
function bodyField(media) {
  if (media === undefined) return [];
  const field = make('textarea', { rows: 6, value: JSON.stringify(media.example, null, 2) });
  field.setAttribute('aria-label', 'Body');
  return [field];
}

function tryForm({ path, method }, parameters, media) {
  const output = make('pre', { ariaLive: 'polite', tabIndex: 0, hidden: true });
  output.setAttribute('aria-label', `Answer of ${path}`);
  const inputs = parameters.map((parameter) => {
    const input = make('input', { name: parameter.name, required: parameter.required === true });
    input.placeholder = String(parameter.schema?.default ?? '');
    input.setAttribute('aria-label', parameter.name);
    return input;
  });
  const stop = make('button', { type: 'button', disabled: true }, 'Stop');
  const body = bodyField(media);
  const form = make('form', {}, ...body, make('button', { type: 'submit' }, 'Try it'), ' ', stop);
  let running;
  stop.addEventListener('click', () => running?.abort());
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    running?.abort();
    const own = new AbortController();
    running = own;
    const filled = inputs.filter((input) => input.value !== '');
    const inPath = (input) => path.includes(`{${input.name}}`);
    const asked = filled.filter((input) => !inPath(input));
    const query = new URLSearchParams(asked.map((input) => [input.name, input.value])).toString();
    const place = filled
      .filter(inPath)
      .reduce(
        (text, { name, value }) => text.replace(`{${name}}`, encodeURIComponent(value)),
        path,
      );
    output.hidden = false;
    stop.disabled = false;
    const request = { method: method.toUpperCase(), body: body[0]?.value, signal: own.signal };
    await send(query === '' ? place : `${place}?${query}`, request, output);
    if (running === own) stop.disabled = true;
  });
  const rows = parameters.map((parameter, i) => [
    [make('code', {}, parameter.name), parameter.required ? ' (required)' : ''],
    describe(parameter.schema),
    parameter.description ?? parameter.schema?.description ?? '',
    inputs[i],
  ]);
  for (const input of inputs) {
    input.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') form.requestSubmit();
    });
  }
  const fields = rows.length === 0 ? [] : [table(['Parameter', 'Type', 'Meaning', 'Value'], rows)];
  const about = media === undefined ? [] : [make('p', {}, 'Body: ', ...describe(media.schema))];
  return [...fields, ...about, form, output];
}

function answerRows(responses) {
  return Object.entries(responses).flatMap(([status, response]) =>
    Object.entries(response.content ?? {}).map(([type, media]) => {
      const events = Object.entries(media['x-events'] ?? {}).flatMap(([name, schema]) => [
        make('br'),
        `event ${name}: `,
        ...describe(schema),
      ]);
      const body =
        type === 'application/json' || type.endsWith('+json') ? describe(media.schema) : [];
      return [status, [make('code', {}, type), ' ', ...body, ...events], response.description];
    }),
  );
}

function operationSection({ path, method, operation }) {
  const title = make(
    'summary',
    {},
    make('code', {}, `${method.toUpperCase()} ${path}`),
    ' ',
    make('span', { className: 'quiet' }, operation.summary),
  );
  const answers = table(['Status', 'Answer', 'Meaning'], answerRows(operation.responses));
  const media = operation.requestBody?.content['application/json'];
  const form = tryForm({ path, method }, operation.parameters ?? [], media);
  const body = make('div', {}, ...form, answers);
  const section = make('details', { id: operation.operationId }, title, body);
  section.dataset.text = `${path} ${operation.summary}`.toLowerCase();
  return section;
}

/** Shows what the address names: a schema or an operation is opened, an error scrolled to, for the page has grown above it. */
function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target?.tagName === 'TR') target.scrollIntoView();
  if (target?.tagName !== 'DETAILS') return;
  target.open = true;
  target.scrollIntoView();
  target.querySelector('summary').focus();
}

function show(api) {
  document.getElementById('version').textContent = api.info.version;
  document.getElementById('about').textContent = api.info.description;
  const operations = Object.entries(api.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  );
  for (const group of api.tags) {
    const mine = operations.filter(({ operation }) => operation.tags.includes(group.name));
    document
      .getElementById('operations')
      .append(
        make('h2', {}, group.name, ' ', make('span', { className: 'quiet' }, group.description)),
        ...mine.map(operationSection),
      );
  }
  const schemas = Object.entries(api.components.schemas);
  document
    .getElementById('schemas')
    .append(...schemas.map(([name, schema]) => schemaSection(name, schema)));
  document.getElementById('find').addEventListener('input', (event) => {
    const wanted = event.target.value.toLowerCase();
    for (const section of document.querySelectorAll('main details')) {
      section.hidden = !section.dataset.text.includes(wanted);
    }
  });
  addEventListener('hashchange', openTarget);
  openTarget();
}

try {
  const response = await fetch('/api/v1/openapi.json');
  if (!response.ok) throw new Error(`status ${response.status}`);
  show(await response.json());
} catch (error) {
  document.getElementById('about').textContent =
    `The description could not be read: ${error.message}`;
}
