import type { Vocabulary } from './vocabulary.js';
import { ENGLISH_GROUPS } from './english-groups.js';
import { stemEnglish } from './stem.js';

/** General English. No word is here for the sake of one myth. */
export const ENGLISH: Vocabulary = {
  stem: stemEnglish,
  irregular: `
    % percent
    two 2
    three 3
    four 4
    five 5
    six 6
    seven 7
    eight 8
    nine 9
    ten 10
    eleven 11
    twelve 12
    thirteen 13
    fourteen 14
    fifteen 15
    sixteen 16
    seventeen 17
    eighteen 18
    nineteen 19
    twenty 20
    thirty 30
    forty 40
    fifty 50
    sixty 60
    seventy 70
    eighty 80
    ninety 90
    hundred hundreds 100
    thousand thousands 1000
    million millions 1000000
    am is are was were been being be
    has had having have
    does did done doing do
    goes went gone go
    took taken take
    gave given give
    got gotten get
    came come
    knew known know
    thought think
    said say
    told tell
    spoke spoken speak
    made make
    found find
    brought bring
    bought buy
    sold sell
    kept keep
    held hold
    left leave
    felt feel
    fell fallen fall
    struck stricken strike
    stole stolen steal
    drove driven drive
    drank drunk drink
    ate eaten eat
    chose chosen choose
    broke broken break
    wrote written write
    became become
    began begun begin
    ran run
    caught catch
    taught teach
    sought seek
    sent send
    spent spend
    paid pay
    led lead
    fed feed
    met meet
    lost lose
    won win
    meant mean
    heard hear
    saw seen see
    understood understand
    children child
    women woman
    men man
    people persons folk folks person
    feet foot
    teeth tooth
    lives life
    wives wife
    mice mouse
    worse worst bad
    better best good
    lying lie
    dying die
    died die
    rose risen rise
    grew grown grow
    threw thrown throw
    swam swum swim
    sank sunk sink
    hid hidden hide
    hurts hurt`,
  phrases: `
    ask if = whether
    wonder if = whether
    what if = whether
    see if = whether
    know if = whether
    unsure if = whether
    doubt that = whether
    doubt if = whether
    test if = whether
    check if = whether
    not sure that = whether
    not sure if = whether
    no reason to = not
    no basis = untrue
    no link = unrelated
    no connection = unrelated
    you can not = not
    you could not = not
    you may not = not
    you can = offer-of
    you could = offer-of
    you may = offer-of
    take place = happen
    happen to be = be
    come about = happen
    no one = nobody
    no longer = not
    not only = not-only
    not just = not-only
    not merely = not-only
    whether or not = whether
    no matter = whether
    regardless of = whether
    even if = whether
    even when = whether
    even though = whether
    no doubt = surely
    nothing but = only
    nothing more than = only
    no more than = only
    no one but = only
    nobody but = only
    none but = only
    not unless = only
    limited to = only
    restricted to = only
    confined to = only
    if and only if = only
    nearly all = most
    almost all = most
    nearly every = most
    almost every = most
    almost always = usually
    nearly always = usually
    most of the time = usually
    as a rule = usually
    in general = usually
    vast majority = most
    the bulk of = most
    a few = some
    a small number = few
    only a few = few
    very few = few
    in some cases = sometimes
    at times = sometimes
    now and then = sometimes
    from time to time = sometimes
    once in a while = sometimes
    at least some = some
    have to = must
    have got to = must
    need to = must
    get the job = hire
    go along = agree
    go along with = agree
    say yes = agree
    sign up = agree
    say no = refuse
    turn down = refuse
    give rise to = cause
    bring about = cause
    lead to = cause
    result in = cause
    responsible for = cause
    due to = cause
    reason for = cause
    reason why = cause
    the same = same
    one and the same = same
    same thing = same
    another word for = same
    another name for = same
    other word for = same
    other name for = same
    nothing other than = same
    amount to = same
    no different from = same
    no different than = same
    tell apart = differ
    distinct from = differ
    year old = aged
    years old = aged
    years of age = aged
    percent of = percent
    per cent = percent
    law enforcement = police
    call the cops = police
    run away = flee
    get away = escape
    get out = escape
    break free = escape
    walk away = leave
    walk out = leave
    go away = leave
    end up = end
    wind up = end
    hold up = delay
    find out = learn
    carry out = do
    make up = invent
    point out = say
    set up = arrange
    each time = always
    every time = always
    every single = every
    all the time = always
    without exception = always
    in every case = always
    one time = once
    two times = twice
    a couple of times = twice
    one hundred = 100
    a hundred = 100
    a thousand = 1000
    once a century = once every 100 year
    century = 100 year
    not the case = untrue
    old wives tale = myth
    urban legend = myth
    conspiracy theory = myth
    tall tale = myth
    far from = not
    anything but = not
    by no means = not
    in no way = not
    nothing to do with = unrelated
    rule out = exclude
    rather than = not
    instead of = not
    free of = without
    without a home = homeless
    without a house = homeless
    no home = homeless
    on the street = street
    no reason = not
    no need = not need
    no use = useless
    no point = not
    no good = bad
    no such thing as = not exist
    under age = child
    young person = youth
    young woman = girl
    young man = boy
    sex work = prostitution
    sex worker = prostitute
    pull off = manage
    good for = benefit
    bad for = harm
    gut feeling = instinct
    take care of = protect
    look after = protect
    fall for = believe
    give up = stop
    cut down = reduce
    speak up = speak
    speak out = speak
    own fault = blame
    to blame = blame`,
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
    any each both either such own other another same-such much many most least lot
    no not nor none never without nobody nothing neither only all every always sometimes
    anyway actually basically simply truly honestly frankly literally obviously clearly exactly indeed
    surely certainly definitely of-course whether though although however unless until before after during
    s t re ve ll d m etc eg ie not-only`,
  light: `
    person someone somebody anyone anybody everyone everybody thing something anything everything way kind sort case
    get give make go come put take let seem become be have do say tell know think see look want like use try keep
    happen exist mean involve need require must start begin first place time day year one 2 new old good bad big small
    human really call find part real able true few more less fewer
    include end lot fact world life people some`,
  negators: `not no never nobody none nothing neither nor without hardly scarcely barely rarely rare uncommon unusual seldom few unless lack fail
    unable impossible not-only refuse-to unlikely unrelated cease`,
  excepting: `without unless lack except`,
  exclusive: `only solely exclusively unless alone except`,
  softlyExclusive: `just merely simply purely`,
  universal: `all always every everyone everybody everything must require need necessarily any anyone anybody invariably
    entirely whole never forever essential necessary`,
  majority: `most mostly mainly usually generally typically typical majority commonly largely chiefly normally average`,
  partial: `some sometimes occasionally several partly partially`,
  possible: `may might could can possibly perhaps maybe potentially many often`,
  advising: `should ought offer-of please`,
  debunking: `myth misconception fallacy falsehood stereotype misbelief misunderstanding superstition rumor rumour hoax nonsense rubbish
    false falsely untrue wrong wrongly incorrect incorrectly inaccurate mistaken mistakenly mistake erroneous error misleading misread misquote misinterpret confuse confusion dismiss retract baseless unfounded
    debunk disprove refute discredit contrary disproven bogus misinformation disinformation exaggeration unsupported otherwise
    contradict reject deny overstate misinform outdated`,
  affirming: `true correct accurate evidence proof basis truth prove`,
  leavingOpen: `whether doubt`,
  holding: `think believe assume imagine suppose suspect presume picture claim argue insist fear worry guess consider expect pretend`,
  saying: `say tell hear read claim insist argue repeat swear call`,
  adversative: `but however yet though although despite actually reality regardless`,
  others: `they person some many most few other public parent teacher student adult media movie film journalist politician critic`,
  subordinating: `if when whenever although though while whereas unless until whether even-if`,
  retracting:
    /^\s*(?:["'“”‘’(]\s*)?(?:(?:no|nope|wrong|false|incorrect|untrue|nonsense|rubbish)\s*[.!,:;—–-]|(?:not (?:so|true|quite|exactly|at all|really|necessarily)|in (?:reality|truth|fact|actual fact)|the (?:truth|fact|reality|evidence) (?:is|says|shows)|that['’]?s (?:not|wrong|false|a myth|untrue|nonsense)|(?:that|this|it|which) (?:is|was) (?:not|wrong|false|a myth|untrue|incorrect|simply|just|nonsense|a misconception|a lie)|(?:that|this|it) (?:isn|wasn)['’]t|but (?:this|that|it|they|in)|fact\s*[:.—–-]|reality\s*[:.—–-]|truth\s*[:.—–-]|on the contrary|quite the opposite)\b)/iu,
};
