import type { Vocabulary } from './vocabulary.js';
import { stemSpanish } from './stem.js';

/** General Spanish. No word is here for the sake of one myth. */
export const SPANISH: Vocabulary = {
  stem: stemSpanish,
  irregular: `
    % porciento
    es son era eran fue fueron sea sean ser
    esta estan estaba estuvo estar
    hay haya hubo haber
    hace hizo hecho hacer
    tiene tienen tuvo tengo tener
    puede pueden pudo poder
    dice dicen dijo decir
    va van fue ir
    quiere quieren querer
    piensa piensan pensar
    niñas nina
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
    trabajo sexual = prostitucion`,
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
    mujer femenino
    nino menor infancia hijo
    nina menor
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
    usar llevar poner`,
  empty: `
    mayoria normalmente generalmente
    el la los las lo un una unos unas al del de a en por para con sobre entre hasta desde que quien quienes cual cuales como
    cuando donde y e o u pero si se le les me te nos su sus mi tu este esta estos estas ese esa esos esas eso esto aquel
    es son era eran fue ser sea sean esta estan estar ha han haber hay haya muy tambien ya aun todavia
    no ni nunca sin solo solamente unicamente todo toda todos todas siempre algunos algunas algunas-veces no-solo pues asi cierto verdad`,
  light: `persona gente cosa hacer tener poder decir ir dar ver saber querer llevar vez manera forma caso tipo necesitar deber igual mas menos
    ocurrir`,
  negators: `no nunca jamas nadie ninguno ninguna ningun nada ni sin tampoco apenas raramente no-solo falta-de pocos pocas`,
  excepting: `sin salvo excepto`,
  exclusive: `solo solamente unicamente exclusivamente salvo excepto unico`,
  softlyExclusive: `simplemente meramente`,
  universal: `todo todos todas toda siempre cada cualquiera deber requerir necesitar exigir`,
  majority: `mayoria normalmente generalmente usualmente habitualmente tipico`,
  partial: `algunos algunas algun algunas-veces varios ocasionalmente`,
  possible: `puede pueden podria quiza quizas posiblemente muchos muchas`,
  advising: `deberia deberian`,
  debunking: `mito falso falsa mentira bulo error erroneo equivocado equivocada equivocadamente incorrecto rumor falsedad estereotipo desmentir refutar
    contrario prejuicio leyenda`,
  affirming: `cierto verdad correcto prueba evidencia`,
  leavingOpen: `dudar`,
  holding: `pensar creer suponer imaginar afirmar`,
  saying: `decir contar repetir afirmar`,
  adversative: `pero aunque realidad`,
  others: `gente mucho alguno persona mayoria otro`,
  subordinating: `si cuando aunque mientras`,
  retracting:
    /^\s*(?:(?:no|falso|mentira)\s*[.!,:;—–-]|(?:no es (?:asi|cierto|verdad)|en realidad|la verdad es|eso (?:no|es falso)|esto (?:no|es falso)|hecho\s*:|realidad\s*:|al contrario)(?![\p{L}]))/iu,
};
