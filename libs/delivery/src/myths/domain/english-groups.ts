/** Words that may stand for each other; behind `|` their opposites. General English, one group per line. */
export const ENGLISH_GROUPS = `
  same identical equal equals equivalent interchangeable synonym synonymous alike | different difference differ distinct distinguish unlike separate
  true correct accurate right factual | untrue
  cause produce trigger induce create provoke make give bring | prevent avert stop avoid protect
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
  woman female lady
  girl female daughter
  man male guy
  boy male lad
  child kid minor youngster underage infant toddler childhood youth
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
  want wish desire like
  real true genuine truly really actual
  bad terrible awful dreadful horrible poor | good
  choose choice decide decision pick opt
  average mean typical
  age old aged
  sexual sex
  prostitution prostitute
  smuggling smuggle smuggler
  poor poverty impoverished | rich wealthy affluent
  immigrant migrant foreigner refugee alien
  citizen national
  shot vaccine jab vaccination immunization immunisation inoculation injection vaccinate immunize
  flu influenza
  ill sick illness disease sickness unwell | healthy well
  infection infect catch contract
  medicine drug medication pill
  doctor physician
  cold sniffle
  dangerous unsafe risky hazardous harmful danger risk | safe safely safety harmless
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
  beat hit abuse
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
  legal lawful legitimate | illegal unlawful
  visible see seen | invisible hidden
  inside indoors within | outside outdoors
  early | late
  near close nearby | far distant
  work function effective | useless ineffective
  possible able | impossible unable
  believe think
  learn study
  teach educate
  buy purchase
  sell trade
  build construct
  rich wealthy
  smart intelligent clever | stupid dumb
  normal ordinary usual
  crazy insane mad
  mental psychological psychiatric
  depression depressed sad
  brain mind head
  memory remember | forget
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
  refugee asylum
  disabled disability handicapped
  deaf hearing-impaired
  blind sightless
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
  helmet
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
`;
