import type { Bodies } from '../kinds/kinds.js';

type FactStatus = NonNullable<Bodies['fact']['status']>;

/** The few words that are ours and not a document's. */
export interface Labels {
  readonly myth: string;
  readonly fact: string;
  readonly phone: string;
  readonly text: string;
  readonly chat: string;
  readonly tty: string;
  readonly hours: string;
  /** `%code` and `%number` stand for what to send and where to. */
  readonly textTo: string;
  readonly status: Readonly<Record<Exclude<FactStatus, 'SUPPORTED'>, string>>;
}

const EN: Labels = {
  myth: 'Myth',
  fact: 'Fact',
  phone: 'Call',
  text: 'Text',
  chat: 'Chat',
  tty: 'TTY',
  hours: 'Hours',
  textTo: '%code to %number',
  status: {
    SUPPORTED_WITH_LIMITS: 'Supported with limits',
    DISPUTED: 'Disputed',
    UNVERIFIED: 'Unverified',
    SUPERSEDED: 'Superseded',
    RETRACTED: 'Retracted',
  },
};

const ES: Labels = {
  myth: 'Mito',
  fact: 'Realidad',
  phone: 'Llame al',
  text: 'Mensaje de texto',
  chat: 'Chat',
  tty: 'TTY',
  hours: 'Horario',
  textTo: '%code al %number',
  status: {
    SUPPORTED_WITH_LIMITS: 'Respaldado con límites',
    DISPUTED: 'En disputa',
    UNVERIFIED: 'Sin verificar',
    SUPERSEDED: 'Reemplazado',
    RETRACTED: 'Retirado',
  },
};

/** A language is a row here. */
const LABELS: ReadonlyMap<string, Labels> = new Map([
  ['en', EN],
  ['es', ES],
]);

/** The labels of a locale, else of its language (`es-MX`: es), else English. */
export function labelsFor(locale: string): Labels {
  const tag = locale.toLowerCase();
  return LABELS.get(tag) ?? LABELS.get(tag.split(/[-_]/u)[0] ?? '') ?? EN;
}
