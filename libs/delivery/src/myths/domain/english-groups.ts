/**
 * Words that may stand for each other; behind `|` their opposites. General English, one group per line. Long because it is a list.
 */
export const ENGLISH_GROUPS = `
  same identical equal equals equivalent interchangeable synonym synonymous alike | different difference differ distinct distinguish unlike separate
  true correct accurate right factual | untrue
  cause produce trigger induce create provoke make give bring due result generate encourage turn spark lead trouble blame | prevent avert stop avoid protect
  cure heal treat remedy fix | useless ineffective powerless worsen
  help assist aid support assistance
  ask request seek beg plead
  happen occur exist befall
  affect hit concern touch involve
  require need necessary necessitate must essential demand | unnecessary needless optional
  involve include entail mean
  cross crossing traverse
  move movement transport transfer relocate carry
  border frontier boundary
  country nation state land
  international national foreign transnational abroad overseas
  violation violate breach infringe break illegal unlawful cross
  kidnap abduct snatch grab seize capture abduction kidnapper abductor
  introduce enter entry entrance start join begin recruit
  victim survivor
  stranger unknown unfamiliar unacquainted
  street road alley pavement sidewalk
  woman female lady | man male guy boy lad
  girl female daughter | man male guy boy lad son
  child kid minor youngster underage infant toddler childhood youth
  immediately instantly promptly
  teenager teen adolescent youth
  baby newborn infant
  parent mother father mum mom dad
  person human individual anyone anybody someone somebody everyone everybody
  certain particular specific some
  place area location region spot site somewhere position
  kind type sort category
  force coerce compel coercion oblige make
  trick deceive fool mislead dupe defraud fraud lie deception
  agree consent accept willing willingly voluntary voluntarily approve say-yes | refuse decline unwilling reject
  job work employment position occupation labor labour
  employer boss
  worker employee labourer laborer
  first initial initially beginning start originally outset
  contract agreement
  pay wage salary money paid compensate earn
  fault blame guilt guilty responsible
  police officer cop authority sheriff
  leave escape flee depart exit go
  rescue save free
  free freely liberty | trapped captive imprisoned
  door gate exit
  lock chain shackle
  want wish desire like willing eager keen | unwilling reluctant refuse
  real true genuine truly really actual | lie hoax fake unreal
  bad worse terrible awful dreadful horrible poor | good better
  choose choice decide decision pick opt
  average mean typical
  age old aged
  sexual sex
  prostitution prostitute
  smuggling smuggle smuggler
  immigrant migrant foreigner refugee alien
  citizen national native local resident
  several multiple numerous
  adult grownup
  shot vaccine jab vaccination immunization immunisation inoculation injection vaccinate immunize
  flu influenza
  ill sick illness disease sickness unwell | healthy well
  infection infect catch contract
  medicine drug medication pill
  doctor physician
  cold sniffle
  dangerous unsafe risky hazardous harmful danger risk harm | safe safely safety harmless fine okay ok alright
  injury injure hurt harm damage wound injurious
  bicycle bike cycling cyclist
  car vehicle automobile auto truck
  ride trip journey drive travel tour
  drive driving cross
  short brief quick
  shallow low | deep
  flood floodwater flooding
  storm hurricane tornado
  strike hit
  twice 2
  once one
  talk speak discuss mention conversation talking
  idea thought notion
  suicide suicidal
  lazy idle laziness | diligent hardworking
  homeless unhoused
  house home
  sugar sweet
  hyperactive hyper
  garbage trash rubbish waste landfill dump refuse
  recycle recycling
  bin can container
  end land finish
  hear audible
  shout scream yell cry
  wave gesture
  drown drowning
  eat consume food
  drink beverage
  alcohol liquor booze
  smoke smoking cigarette tobacco
  weapon gun firearm
  crime offence offense criminal
  violent violence violently
  attack assault
  rape assault
  abuse mistreat maltreat exploit exploitation
  partner husband wife spouse boyfriend girlfriend
  friend acquaintance
  family relative relation
  school classroom
  student pupil learner
  teacher educator instructor
  internet online web
  phone telephone mobile
  dead die death fatal deadly kill lethal
  live survive life alive
  increase raise rise grow boost | decrease reduce lower decline fall shrink
  big large huge great enormous | small little tiny
  fast quick rapid quickly | slow slowly
  strong powerful | weak
  common frequent widespread frequently
  easy simple | difficult hard
  cheap inexpensive | expensive costly
  clean pure | dirty polluted
  visible see seen | invisible hidden
  inside indoors within | outside outdoors
  near close nearby | far distant
  work function effective | useless ineffective
  possible able | impossible unable
  learn study
  teach educate
  sell trade
  build construct
  smart intelligent clever | stupid dumb
  normal ordinary usual
  crazy insane mad
  mental psychological psychiatric
  depression depressed sad
  brain mind head
  body bodily
  blood bleed
  heart cardiac
  cancer tumor tumour
  fat obese overweight
  weight weigh
  pregnant pregnancy
  sleep asleep | awake
  night nighttime overnight
  day daytime
  winter cold
  summer heat hot
  hot warm heat
  weather climate
  warm warming
  earth planet world globe
  animal creature
  dog puppy
  bite sting
  poison poisonous toxic venomous toxin
  tree wood forest
  water liquid
  fire flame burn blaze
  electric electricity electrical power
  nuclear atomic
  radiation radioactive
  phone cellphone smartphone
  law statute legislation
  court judge trial
  prison jail imprison
  report notify tell inform
  secret hidden conceal
  fake counterfeit
  steal theft rob thief robbery
  debt owe loan
  promise pledge vow
  threat threaten menace
  fear afraid scared frightened
  angry anger furious
  shame ashamed embarrassed
  love affection
  trust rely
  control dominate
  religion religious faith
  war conflict
  government state authorities
  tax taxes
  vote election
  disabled disability handicapped
  deaf hearing-impaired
  gay homosexual lesbian
  black african
  race racial ethnicity
  gender sex
  old elderly senior aged | young
  addict addiction addicted dependent
  benefit welfare
  unemployed jobless
  university college
  exam test
  read reading
  language tongue speech
  exercise workout training
  natural organic | artificial synthetic
  chemical substance
  pain ache painful hurt
  symptom sign
  test examine check
  contagious infectious
  spread transmit transmission
  virus germ
  bacterium bacteria germ
  immune immunity
  protect shield guard safeguard
  wear put
  seatbelt belt
  crash accident collision
  speed fast
  enough sufficient
  everything all
  anyway anyhow regardless
  house apartment
  wealthy elite
  more greater higher | fewer less lower
  snow ice
  coast shore
  ocean sea
  river stream
  percent percentage
  number figure
  cost price
  fail flunk | pass succeed
  release emit discharge expel
  overwhelm overload overburden swamp exhaust
  handle cope manage
  remove flush eliminate clear extract rid expel purge detox
  body system organism
  change alter modify transform vary shift adjust turn
  destroy ruin wreck demolish devastate damage kill
  prove show demonstrate confirm establish evidence proof
  improve enhance sharpen strengthen improvement better good | worsen worse deteriorate weaken harm ruin
  better superior good beat outdo | inferior worse
  help benefit good useful aid assist support soothe relieve ease heal cure treat protect calm | harm hinder worsen worse damage
  eyesight vision sight eye
  blind blindness sightless | see eyesight sight
  hide conceal cover mask | reveal show expose
  anonymous unidentified untraceable invisible
  waste wasteful squander pointless
  pointless useless futile
  matter count important difference change
  effect impact influence affect
  delay slow postpone late | accelerate
  confuse muddle bewilder
  confirm verify
  remember recall memory memorise memorize | forget
  seizure fit convulsion epilepsy
  put push place insert stick lay apply rub
  tilt lean bend
  paralyse paralyze paralysis
  walk stand
  empathy compassion sympathy
  lack without miss shortage absence | have
  attention notice
  threaten say talk announce
  decide mind determine resolve choose
  suicide kill
  prevent stop halt block hinder
  only sole alone solely exclusive exclusively
  abuse violence violent assault beat hit
  domestic home household spousal marital
  poor poverty impoverished needy | rich wealthy affluent prosperous
  deserve earn merit
  provoke cause incite encourage
  volcano volcanic eruption
  pollute dirty pollution emission | clean
  gasoline fuel diesel
  climate warming
  proof sign mean
  headache migraine
  toxin poison chemical
  natural nature
  gene genetic dna
  earlier sooner early | later late
  heal cure recover
  burn scald
  backward reverse invert mirror
  letter character
  speech speak talk language
  language bilingual tongue
  weakness weak weakling
  personality identity self
  angry rage furious aggressive mad
  colour color
  vote ballot
  illegal unlawful criminal crime prohibited forbidden | legal lawful legitimate permitted right
  farm farming agriculture grow cultivate
  pesticide insecticide
  cliff precipice
  throw hurl jump leap plunge fling
  dark darkness night | light sunlight bright lit
  side half face
  always permanent permanently constant constantly eternal
  round sphere spherical globe ball | flat
  believe think thought belief assume consider
  near close nearer closer
  summer warm
  infect infection virus
  computer machine pc
  spy watch monitor track
  password passcode
  score rating
  lower reduce hurt drop decrease damage worsen fall shrink
  rent lease tenant
  money cash wealth
  all entire whole total complete
  read understand
  disease illness sickness disorder condition
  obesity fat
  attempt try
  teach train
  job career profession
  law rule regulation
  allow permit let authorise authorize enable | forbid prohibit ban deny outlaw
  include contain comprise hold | exclude
  begin start commence | end stop finish
  open | close shut
  full | empty
  love like adore | hate dislike
  success succeed win | failure lose defeat
  guilty | innocent
  buy purchase acquire | sell
  lend loan | borrow
  answer reply respond
  explain describe
  important vital crucial essential key
  useless worthless
  rule govern
  hungry starve hunger
  thirsty thirst
  tired exhausted fatigue
  sad unhappy depressed | happy glad
  quiet silent silence | loud noisy
  wet damp moist | dry
  tall high | low
  wide broad | narrow
  thick | thin
  heavy | light
  rare unusual uncommon | common usual frequent
  usual usually normal typical regular
  famous known
  strange odd weird
  ugly | beautiful pretty
  cruel brutal
  kind gentle friendly
  honest | dishonest liar
  brave courage | coward
  careful cautious | careless reckless
  proud pride
  jealous envy
  lonely isolated
  marry marriage wedding
  divorce separate
  brother | sister
  neighbour neighbor
  boss manager chief leader
  client customer
  expert specialist scientist researcher
  study research trial experiment
  result outcome consequence
  reason cause motive
  goal aim purpose
  plan scheme
  problem trouble issue
  mistake error
  method way means technique
  tool device instrument
  picture image photo
  story tale
  news report
  book text
  word term name
  sound noise
  light lamp
  window pane
  room chamber
  field meadow
  stone rock
  sand dust
  gold metal
  plane aircraft airplane
  ship boat vessel
  train railway
  bus coach
  salt sodium
  skin flesh
  bone skeleton joint
  lung breath breathe
  stomach belly gut
  nerve nervous
  muscle muscular
  voice vocal
  shelter refuge
  volunteer helper
  hospital clinic
  nurse carer
  therapy treatment counselling counseling
  allergy allergic
  fever temperature
  cough sneeze
  wash rinse clean
  soap detergent
  sweat perspire
  grow growth develop
  shave cut trim
  swallow eat ingest
  chew bite
  stretch extend
  lift raise
  push press
  pull drag
  carry bear hold
  catch get contract
  hold restrain keep
  obtain get acquire receive
  lose loss
  search seek look
  avoid shun evade
  fight battle combat struggle
  defend protect
  accuse blame charge
  punish penalty punishment
  obey comply
  cheat fraud scam swindle
  money fund finance financial
  expensive costly dear
  income wage salary
  insurance insure
  invest investment
  company firm business
  product goods
  market trade
  customer buyer
  advert advertisement ad
  machine device
  computer laptop
  website site
  email mail
  hack hacker hacking
  encrypt encryption
  delete erase
  copy duplicate
  save store
  screen display
  energy power
  gas vapour vapor
  sun solar sunlight
  star stellar
  moon lunar
  space orbit
  rain rainfall
  wind breeze
  earthquake quake
  desert drought
  soldier troop army military
  ancient old
  modern current contemporary
  century hundred
  invent create
  discover find
  build erect
  speak utter
  stutter stammer
  autism autistic
  dyslexia dyslexic
  schizophrenia schizophrenic
  anxiety anxious worry
  trauma traumatic
  drunk drinking drink alcohol
  explode explosion blow burst detonate
  resist fight defend
  short tiny small little | tall
  store keep hold contain
  full fill
  pimple spot acne
  urine pee urinate
  set start trigger
  reactor plant
  gone lost disappear vanish
  recover restore retrieve
  skip omit
  forever permanent eternal
  daily day
  weekly week
  monthly month
  yearly year annual
  infertile infertility sterile barren | fertile
  unhappy sad miserable | happy
  lie liar untruth
  fair just objective impartial | unfair biased
  hump bump
  bury stick
  fewer destroy reduce cut
  pension pensioner retire
  refugee migrant asylum
  gay homosexual homosexuality
  transgender trans transsexual
  nap sleep
  catch compensate
  human humanity mankind humankind people
`;
