/** Forms that no ending explains: every form but the last is read as the last. General English. */
export const ENGLISH_FORMS = `
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
  worst bad
  best good
  lying lie
  dying die
  died die
  rose risen rise
  grew grown grow
  threw thrown throw
  swam swum swim
  sank sunk sink
  hid hidden hide
  hurts hurt
  wore worn wear
  tore torn tear
  swore sworn swear
  bore borne bear
  sang sung sing
  rang rung ring
  sprang sprung spring
  stank stunk stink
  shrank shrunk shrink
  spun spin
  stung sting
  swung swing
  clung cling
  hung hang
  dug dig
  stuck stick
  flung fling
  bled bleed
  bred breed
  fled flee
  sped speed
  slept sleep
  wept weep
  swept sweep
  crept creep
  dealt deal
  dreamt dream
  leapt leap
  lent lend
  bent bend
  built build
  burnt burn
  learnt learn
  spelt spell
  spilt spill
  spoilt spoil
  smelt smell
  bit bitten bite
  rode ridden ride
  shone shine
  shook shaken shake
  forsook forsaken forsake
  woke woken wake
  froze frozen freezing freeze
  fought fight
  bound bind
  wound wind
  ground grind
  blew blown blow
  flew flown fly
  drew drawn draw
  withdrew withdrawn withdraw
  overthrew overthrown overthrow
  showed shown show
  proved proven prove
  sewn sew
  sown sow
  lain lie
  laid lay
  slid slide
  shot shoot
  sat sit
  stood stand
  withstood withstand
  misunderstood misunderstand
  overcame overcome
  forgot forgotten forget
  forgave forgiven forgive
  forbade forbidden forbid
  trod trodden tread
  shaken shake
  mistook mistaken mistake
  undertook undertaken undertake
  arose arisen arise
  beaten beat
  ceased cease
  wolves wolf
  knives knife
  leaves leaf
  thieves thief
  geese goose
  bacteria bacterium
  viruses virus
  fungi fungus
  crises crisis
  diagnoses diagnosis
  criteria criterion
  phenomena phenomenon
  maths math mathematics
  safer safest safe
  stronger strongest strong
  weaker weakest weak
  faster fastest fast
  slower slowest slow
  cheaper cheapest cheap
  older oldest elder eldest old
  younger youngest young
  larger largest large
  smaller smallest small
  bigger biggest big
  warmer warmest warm
  colder coldest cold
  hotter hottest hot
  closer closest close
  nearer nearest near
  later latest late
  longer longest long
  shorter shortest short
  smarter smartest smart
  richer richest rich
  poorer poorest poor
  cleaner cleanest clean
  darker darkest dark
  harder hardest hard
  brighter brightest bright
  sharper sharpest sharp
  deeper deepest deep
  thinner thinnest thin
  fatter fattest fat
  quicker quickest quick
  milder mildest mild
  rarer rarest rare
  used uses using use
  unusually exceptionally extremely particularly especially extraordinarily incredibly terribly awfully totally completely absolutely fully entirely very
`;
