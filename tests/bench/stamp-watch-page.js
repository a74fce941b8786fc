// Runs in the page before the viewer's own scripts: notes every sample that the stream brings and, for each change of
// a value in the table of the selected station, the age of the sample that it shows.
(() => {
  const watch = { events: 0, unexplained: 0, shown: [] };
  globalThis.stampWatch = watch;
  /** The newest sample of each tag. */
  const received = new Map();
  /** What each cell showed last. */
  const shownText = new Map();

  globalThis.EventSource = class extends EventSource {
    constructor(...source) {
      super(...source);
      this.addEventListener('sample', ({ data }) => {
        watch.events += 1;
        const now = Date.now();
        for (const { tag, value, sourceTimestamp } of JSON.parse(data).samples) {
          const time = Date.parse(sourceTimestamp);
          if (time >= (received.get(tag)?.time ?? 0)) received.set(tag, { value, time, now });
        }
      });
    }
  };

  /** Whether a number is printed as this text, to as many decimals as the text has. */
  const printsAs = (value, text) => {
    if (typeof value !== 'number') return String(value) === text;
    const decimals = text.split('.')[1]?.length ?? 0;
    return Math.abs(value - Number(text.replace('−', '-'))) <= 0.5000001 * 10 ** -decimals;
  };

  const look = () => {
    for (const row of document.querySelectorAll('tr[data-tag]')) {
      const { tag } = row.dataset;
      const text = row.querySelector('b')?.textContent ?? '';
      const before = shownText.get(tag);
      if (before === text) continue;
      shownText.set(tag, text);
      const sample = received.get(tag);
      if (before === undefined || sample === undefined) continue;
      if (!printsAs(sample.value, text)) {
        watch.unexplained += 1;
        continue;
      }
      requestAnimationFrame(() => {
        watch.shown.push({
          tag,
          age_ms: Date.now() - sample.time,
          arrival_ms: sample.now - sample.time,
        });
      });
    }
  };
  new MutationObserver(look).observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
  });
})();
