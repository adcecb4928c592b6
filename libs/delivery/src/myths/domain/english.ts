import type { Vocabulary } from './vocabulary.js';
import { ENGLISH_FORMS } from './english-forms.js';
import { ENGLISH_GROUPS } from './english-groups.js';
import { ENGLISH_PHRASES } from './english-phrases.js';
import { stemEnglish } from './stem.js';

/** General English. No word is here for the sake of one myth. */
export const ENGLISH: Vocabulary = {
  stem: stemEnglish,
  irregular: ENGLISH_FORMS,
  phrases: ENGLISH_PHRASES,
  groups: ENGLISH_GROUPS,
  empty: `
    offer-of please
    usually often typical typically generally normally mostly mainly commonly majority probably likely
    a an the this that these those it its itself he him his himself she her hers herself they them their theirs
    themselves we us our ours ourselves i me my mine myself you your yours yourself yourselves one ones
    be am is are was were been being have has had having do does did doing done will would shall should
    can could may might ought and or but so if then than as because since while whereas when where who whom whose which what how
    of in on at to for from by with about into onto over under up down out off through between among around within
    there here also too very really quite rather just even still yet already ever again now
    any each both either such own other others another same-such much many most least lot
    no not nor none never nowhere without nobody nothing neither only all every always sometimes
    anyway actually basically simply truly honestly frankly literally obviously clearly exactly indeed
    surely certainly definitely whatsoever of-course whether though although however unless until before after during
    against across along toward towards behind beyond via upon beside besides throughout despite per amid above below
    s t re ve ll d m etc eg ie not-only kept-off`,
  light: `
    due better worse away back together
    person someone somebody anyone anybody everyone everybody thing something anything everything way kind sort case
    get give make go come put take let seem become be have do say tell know think see look want like use try keep
    happen exist mean involve need require must start begin first place time day year one 2 new old good bad big small
    human really call find part real able true few more less fewer
    include end lot fact world life people some`,
  negators: `not no never nowhere nobody none nothing neither nor without hardly scarcely barely rarely rare uncommon unusual seldom few unless lack
    unable impossible not-only refuse-to unlikely unrelated cease prevent avert preclude kept-off`,
  joining: `nor`,
  keeping: `keep protect stop save shield guard safe spare discourage deter hinder ban bar kept-off`,
  off: `from against`,
  fronting: ``,
  coordinating: `and or`,
  excepting: `without unless lack except`,
  conditional: `if unless without`,
  concord: false,
  comparing: `than more less fewer better worse higher lower beat exceed outweigh surpass superior inferior prefer versus`,
  than: `than`,
  causing: `cause produce trigger induce provoke make give bring result generate encourage spark lead`,
  dueTo: `due because from blame`,
  by: `by from of`,
  lessening: `less fewer`,
  attributive: `same`,
  reserved: `may might perhaps maybe possibly potentially conceivably`,
  past: `was were had did went took gave came knew thought said told spoke found brought bought sold kept held felt fell stole drove drank ate chose wrote
    began ran caught taught sent spent paid led met lost won heard saw grew threw swam hid wore tore sang flew drew woke rode built slept fought became`,
  dating: `yesterday ago once-then monday tuesday wednesday thursday friday saturday sunday january february april june july august september
    october november december`,
  exclusive: `only solely exclusively unless alone except`,
  softlyExclusive: `just merely simply purely`,
  universal: `all always every everyone everybody everything must require need necessarily any anyone anybody invariably
    entirely whole never forever essential necessary`,
  majority: `most mostly mainly usually generally typically typical majority commonly largely chiefly normally average`,
  partial: `some sometimes occasionally partly partially`,
  possible: `may might could can possibly perhaps maybe potentially many often several`,
  advising: `should ought offer-of please`,
  debunking: `myth misconception fallacy falsehood stereotype misbelief misunderstanding superstition rumor rumour hoax nonsense rubbish
    false falsely untrue wrong wrongly incorrect incorrectly inaccurate mistaken mistakenly mistake erroneous error misleading misread misquote misinterpret confuse confusion dismiss retract baseless unfounded
    debunk disprove refute discredit contrary disproven bogus bunk bust hogwash baloney bullshit crap ridiculous absurd misinformation disinformation exaggeration unsupported otherwise
    contradict reject deny overstate misinform outdated`,
  affirming: `agree-that true correct accurate evidence proof basis truth prove foundation merit substance source show demonstrate confirm suggest indicate`,
  leavingOpen: `whether doubt supposed supposedly alleged allegedly so-called`,
  introducing: `that agree-that`,
  framing: `agree-that know fact sure certain clear agree remember opinion tell note realise realize understand truth doubt`,
  holding: `convince afraid think believe assume imagine suppose suspect presume picture claim argue insist fear worry guess consider expect pretend`,
  saying: `say tell hear read claim insist argue repeat swear call write teach state declare announce shout preach assert maintain`,
  adversative: `but however yet though although despite actually reality regardless`,
  reporting: `say tell claim insist argue think believe swear`,
  others: `they he she person some many most few other public parent teacher student adult media movie film journalist politician critic`,
  own: `i we me us`,
  subordinating: `if when whenever although though while whereas unless until whether even-if`,
  retracting:
    /^\s*(?:["'“”‘’(]\s*)?(?:(?:no|nope|wrong|false|incorrect|untrue|nonsense|rubbish|fact|facts|reality|truth)\s*[.!,:;—–-]|(?:not (?:so|true|quite|exactly|at all|really|necessarily)|actually,? (?:no|not|it|they|the)|in (?:reality|truth|fact|actual fact)|the (?:truth|fact|reality|evidence) (?:is|says|shows)|(?:i|we|they|he|she) (?:was|were) (?:wrong|mistaken)|how wrong|that['’]?s (?:not|wrong|false|a myth|a lie|untrue|nonsense)|(?:that|this|it|which) (?:is|was) (?:not|wrong|false|a myth|untrue|incorrect|simply|just|nonsense|a misconception|a lie)|(?:that|this|it) (?:isn|wasn)['’]t|but (?:this|that|it|they|in)|is (?:that|this|it|he|she|they) (?:really |actually )?(?:true|right|so|correct|wrong)|are they (?:really |actually )?(?:right|correct)|yeah,? right|not (?:if|unless|even)|far from it|hardly|(?:they|it|that|this|these|those|he|she) (?:do|does|did|can|could|is|are|was|were|will|would|has|have)(?:n['’]t|['’]t| ?not)(?=\s*[.,;!])|on the contrary|quite the opposite)\b)/iu,
};
