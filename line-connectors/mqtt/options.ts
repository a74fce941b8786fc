import type { Clock } from '../../twin/domain/clock.ts';
import type { TagMapping } from '../../twin/domain/connector.ts';
import type { Quarantine } from '../../twin/domain/quarantine.ts';
import type { TagId } from '../../twin/domain/sample.ts';
import type { Waveforms } from '../../twin/domain/waveform.ts';

/** How a broker knows us and we know it. Without these, we come without a name. */
export interface MqttSecurity {
  readonly username?: string;
  /** File that holds the password and nothing else; read at each attempt. */
  readonly passwordFile?: string;
  /** Certificates (PEM) of whoever signs that of the broker; those of the system where absent. */
  readonly caFile?: string;
  /** Our certificate and its key (PEM), for a broker that asks who we are; both or none; read at each attempt. */
  readonly certFile?: string;
  readonly keyFile?: string;
}

/** A Sparkplug host application: it hears edge nodes and asks them for their births. */
export interface SparkplugMode {
  readonly kind: 'sparkplug';
  /** Time that a message may come after one that was sent later [ms]. */
  readonly reorder_ms: number;
  /** False for a host that only listens. */
  readonly rebirth: boolean;
  /** Id under which edge nodes wait for us; absent where they do not. */
  readonly primaryHost?: string;
}

/** Plain topics in a session that the broker keeps while we are away. */
export interface TopicsMode {
  readonly kind: 'topics';
  /** Time that the broker shall keep it [s]; with 3.1.1 it decides itself. */
  readonly sessionExpiry_s: number;
}

/** Where a broker is and how to speak with it. */
export interface MqttSource {
  /** `mqtt://host:port`, or `mqtts://host:port` for an encrypted connection. */
  readonly endpoint: string;
  readonly version: '3.1.1' | '5';
  /** The same at each start: under it the broker keeps our session. */
  readonly clientId: string;
  readonly security: MqttSecurity;
  readonly mode: SparkplugMode | TopicsMode;
}

/** What an MQTT connector is made from. */
export interface MqttConnectorOptions extends MqttSource {
  readonly id: string;
  readonly map: readonly TagMapping[];
  /** Event tag on which is told what stays missing. */
  readonly gapTag: TagId;
  readonly quarantine: Quarantine;
  readonly waveforms?: Waveforms | undefined;
  readonly clock: Clock;
  /** Uniform in [0, 1): jitter of the waits between attempts. */
  readonly random: () => number;
  readonly log?: (message: string) => void;
}
