import type { Vocabulary } from './vocabulary.js';
import { stemSpanish } from './stem.js';

/** General Spanish. No word is here for the sake of one myth. */
export const SPANISH: Vocabulary = {
  stem: stemSpanish,
  irregular: `
    % porciento
    pocos pocas escasos escasas escaso
    es son era eran fue fueron sea sean ser
    esta estan estaba estuvo estar
    hay haya hubo haber
    hace hacen haga hagan hizo hecho hacer
    tiene tienen tuvo tengo tener
    puede pueden pudo poder
    dice dicen dijo dijeron decia decian diga digan decir
    cuenta cuentan contaba conto contar
    desmiente desmienten desmintio desmentian desmentir
    impide impiden impidio impedir
    miente mienten mintio mentir
    niega niegan nego negar
    prueba prueban probar
    sabe saben sabia supo saber
    pide piden pidio pedir
    sigue siguen siguio seguir
    muere mueren murio morir
    pierde pierden perder
    cuesta cuestan costar
    empieza empiezan empezar
    vuelve vuelven volver
    duerme duermen durmio dormir
    siente sienten sintio sentir
    encuentra encuentran encontrar
    muestra muestran mostrar
    va van fue ir
    quiere quieren querer
    piensa piensan pensar
    niñas nina
    creo pienso opino opinar
    creia creian cree creen creyo creer
    demostrado demuestra demuestran demostrar
    juraba juraban juro juran jura jurar
    circulo circulaba circula circular
    ensenaba ensenaban ensena ensenan ensenar
    sostiene sostienen sostenia sostenian sostener
    insiste insisten insistia insistian insistir
    repite repiten repetia repetian repetir
    escribio escriben escribia escribir
    recuerda recuerden recordar
    ninos nino`,
  phrases: `
    lo mismo = igual
    la misma cosa = igual
    el mismo = igual
    la misma = igual
    los mismos = igual
    otra palabra para = igual
    otro nombre para = igual
    hace falta = necesitar
    hacer falta = necesitar
    haga falta = necesitar
    ser necesario = necesitar
    tener que = deber
    dar lugar a = causar
    llevar a = causar
    a causa de = causar
    debido a = causar
    tener lugar = ocurrir
    a veces = algunas-veces
    en algunos casos = algunas-veces
    de vez en cuando = algunas-veces
    la mayoria de = mayoria
    casi todo = mayoria
    casi siempre = mayoria
    no solo = no-solo
    no solamente = no-solo
    no unicamente = no-solo
    nada mas que = solo
    lejos de = no
    en vez de = no
    sin duda = seguro
    sin embargo = pero
    no obstante = pero
    sin hogar = vagabundo
    trabajo sexual = prostitucion
    es la causa de = causar
    ser culpable de = causar
    hacer que = causar
    todos los dias = diario
    todas las semanas = semanal
    por culpa de = debido
    venir de = debido
    la idea de que = dudar
    el mito de que = mito
    segun = dudar
    quitar la vida = suicidio
    menores de edad = menor`,
  groups: `
    mas mayor | menos menor
    igual identico equivalente sinonimo mismo | distinto diferente diferencia diferir
    causar provocar producir generar ocasionar originar | prevenir evitar impedir
    curar sanar tratar
    ayudar ayuda apoyo apoyar
    pedir solicitar
    ocurrir suceder pasar
    necesitar requerir exigir necesario deber | innecesario
    cruzar atravesar cruce
    frontera limite
    pais nacion
    secuestrar raptar secuestro rapto
    mujer femenino | hombre varon
    nino menor infancia hijo
    nina menor | hombre nino varon
    hombre varon
    persona gente individuo alguien cualquiera
    victima superviviente
    afectar tocar
    trabajo empleo labor
    aceptar consentir acceder | rechazar negar
    forzar obligar coaccionar
    engañar enganar mentir
    policia autoridad agente
    dejar salir escapar huir ir
    calle via
    desconocido extraño extrano
    vacuna inmunizacion vacunacion vacunar
    gripe influenza
    enfermo enfermedad
    peligroso inseguro riesgo peligro | seguro
    herida lesion daño dano
    bicicleta bici
    coche auto carro automovil
    viaje trayecto recorrido paseo
    corto breve | largo
    lugar sitio zona
    hablar conversar
    pobre pobreza | rico
    migrante inmigrante extranjero
    sexo sexual
    dinero paga salario pagar
    elegir escoger decidir
    aumentar subir crecer | disminuir reducir bajar
    grande enorme | pequeño pequeno
    comun frecuente | raro
    usar llevar poner utilizar emplear
    humano persona gente
    comer comida ingerir alimento
    banar nadar
    esperar aguardar
    despues tras
    ver vista vision mirar | ciego ceguera
    ciego ceguera | ver vista
    telefono movil celular
    cancer tumor
    cerebro mente cabeza
    idea pensamiento
    suicidio suicidar suicida matar
    incitar animar provocar causar llevar
    subir aumentar elevar crecer | bajar reducir
    diario dia
    violencia maltrato abuso agresion
    maltratar abusar agredir
    pobre humilde | rico acomodado
    delito crimen
    cometer perpetrar
    resfriado catarro constipado resfriar gripe
    frio helado | calor caliente
    miedo temor
    dolor doler
    medico doctor
    medicamento medicina farmaco
    antibiotico
    escuela colegio
    alumno estudiante
    profesor maestro
    casa hogar vivienda
    esposo marido pareja
    esposa mujer pareja
    culpa culpable responsable
    merecer ganar
    mentir mentira engano
    verdad cierto
    bueno bien mejor | malo mal peor
    mejorar curar | empeorar
    dañino danino perjudicial nocivo | inofensivo
    proteger defender
    rapido veloz | lento
    facil sencillo | dificil
    caro costoso | barato
    nuevo reciente | viejo antiguo
    joven | viejo mayor anciano
    fuerte potente | debil
    comenzar empezar iniciar | terminar acabar
    abrir | cerrar
    ganar | perder
    comprar adquirir | vender
    recordar memoria | olvidar
    permitir dejar | prohibir
    legal licito | ilegal ilicito
    posible | imposible
    util | inutil
    seguro | inseguro
    verdadero real | falso
    vivir vida | morir muerte
    cuerpo organismo
    virus infeccion
    contagiar transmitir pegar
    planeta tierra mundo
    clima tiempo
    contaminar ensuciar | limpiar
    coche automovil
    ayudar servir
    contar decir explicar revelar relatar
    estropear danar perjudicar deteriorar arruinar`,
  empty: `
    mayoria normalmente generalmente
    el la los las lo un una unos unas al del de a en por para con sobre entre hasta desde que quien quienes cual cuales como
    cuando donde y e o u pero si se le les me te nos su sus mi tu este esta estos estas ese esa esos esas eso esto aquel
    es son era eran fue ser sea sean esta estan estar ha han haber hay haya muy tambien ya aun todavia
    nadie ninguno ninguna ningun nada jamas tampoco no ni nunca sin solo solamente unicamente todo toda todos todas siempre algunos algunas algunas-veces no-solo kept-off pues asi cierto verdad`,
  light: `persona gente cosa hacer tener poder decir ir dar ver saber querer llevar vez manera forma caso tipo necesitar deber igual mas menos
    ocurrir`,
  negators: `no nunca jamas nadie ninguno ninguna ningun nada ni sin tampoco apenas raramente no-solo falta-de escaso impedir evitar prevenir kept-off`,
  joining: `ni`,
  keeping: `proteger salvar librar kept-off`,
  off: `de contra`,
  fronting: `lo los`,
  coordinating: `y e o u`,
  excepting: `sin salvo excepto`,
  conditional: `si sin`,
  concord: true,
  comparing: `mas menos mejor peor mayor menor superar preferir`,
  than: `que`,
  causing: `causar provocar producir generar ocasionar originar dar hacer`,
  dueTo: `porque debido`,
  by: `por`,
  lessening: `menos`,
  attributive: ``,
  reserved: `quiza quizas posiblemente podria`,
  past: `era eran estaba estaban fue fueron hubo hizo dijo tuvo pudo`,
  dating: `ayer lunes martes miercoles jueves viernes sabado domingo enero febrero abril mayo junio julio agosto septiembre octubre noviembre diciembre`,
  exclusive: `solo solamente unicamente exclusivamente salvo excepto unico`,
  softlyExclusive: `simplemente meramente`,
  universal: `todo todos todas toda siempre cada cualquiera deber requerir necesitar exigir`,
  majority: `mayoria normalmente generalmente usualmente habitualmente tipico`,
  partial: `algunos algunas algun algunas-veces varios ocasionalmente`,
  possible: `puede pueden podria quiza quizas posiblemente muchos muchas`,
  advising: `deberia deberian`,
  debunking: `mito falso falsa mentira bulo error erroneo equivocado equivocada equivocadamente incorrecto rumor falsedad estereotipo desmentir refutar
    contrario prejuicio leyenda`,
  affirming: `cierto verdad correcto prueba evidencia demostrar probar`,
  leavingOpen: `dudar`,
  introducing: `que`,
  framing: `saber seguro claro recordar opinar demostrar verdad cierto`,
  holding: `pensar creer suponer imaginar afirmar`,
  saying: `decir contar repetir afirmar jurar escribir ensenar sostener circular asegurar insistir`,
  reporting: `decir afirmar insistir contar jurar creer`,
  adversative: `pero aunque realidad`,
  others: `se gente mucho alguno persona mayoria otro`,
  own: `yo nosotros`,
  subordinating: `si cuando aunque mientras`,
  retracting:
    /^\s*(?:(?:no|falso|mentira)\s*[.!,:;—–-]|(?:no es (?:asi|cierto|verdad)|en realidad|la verdad es|eso (?:no|es falso)|esto (?:no|es falso)|hecho\s*:|realidad\s*:|al contrario)(?![\p{L}]))/iu,
};
