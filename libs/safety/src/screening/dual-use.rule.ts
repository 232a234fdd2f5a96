import { WordClasses, type Pattern } from './word-classes';

/**
 * Acts and objects of the seven categories of the "United States Government Policy for Oversight of Dual Use Research of Concern and Pathogens
 * with Enhanced Pandemic Potential" (OSTP, May 2024, in force 2025-05-06), of evading detection and screening, and of harm to people.
 * What is said of them ("does not", "how to prevent") is not read: a text that speaks of these things is looked at by a person.
 */
export const DUAL_USE_LIST_ID = 'dual-use-categories';
export const DUAL_USE_EDITION = '2026-11-29';

const CLASSES = {
  more: 'increas*, enhanc*, rais*, boost*, improv*, strengthen*, maximi*, augment*, elevat*, amplif*, heighten*, optimi*, more, greater, higher, make, makes, making, made, gain, gains, gaining, turn, turns, render*, worsen*, potentiat*, intensif*',
  choose: 'select, selects, selecting, selected, evolv*, breed*, adapt*, screen for',
  harmful:
    'virulen*, pathogenic, pathogenicit*, lethal*, deadly, deadlier, deadliest, fatal, fatality, infectivit*, contagious*, contagiousness, more toxic to people, more toxic to humans, harmful to humans, harmful to people',
  contagion:
    'transmissib*, transmittab*, contagious*, contagion, airborne transmission, airborne transmissib*, aerosol transmission, communicab*',
  transmission: 'transmission, transmit, transmits, transmitted, transmitting, airborne, spread by air',
  beings:
    'virus, viruses, viral, pathogen*, mammal*, human, humans, person, persons, people, ferret*, bird, birds, avian, animal, animals, livestock, poultry, swine, bats, primates, macaque*',
  passage: 'passag*',
  animalHost: 'ferret*, mammal*, mice, mouse, guinea pig*, animal, animals, hamster*, macaque*, swine, pigs, embryonated, chick*',
  personToPerson: 'person to person, people to people, human to human, between people, between humans, among people, among humans',
  spread: 'spread*, releas*, dispers*, disseminat*, spray*, sprinkl*, smuggl*',
  crowd:
    'crowd*, public, subway*, metro, ventilation, air conditioning, water supply, drinking water, reservoir, stadium, airport, school, city, town',
  conduit: 'ventilation, air conditioning, water supply, drinking water, subway*, metro, reservoir',
  living: 'culture*, bacteri*, microb*, strain, strains, spores, organism*',
  aerosolise: 'aerosolis*, aerosoliz*, nebulis*, nebuliz*, atomis*, atomiz*',
  breathed: 'inhal*, respirab*, breath*, crowd*, people, public, pathogen*, virus, viruses, spores, toxin*, ventilation, victims',
  stability: 'stabilit*, persistence, persist*, surviv*, half life, environmental*',
  agent: 'pathogen*, virus, viruses, viral, toxin*, agent, agents, bioagent*',
  evade: 'evad*, evasi*, escap*, bypass*, circumvent*, defeat*, subvert*, dodg*, outsmart*',
  immunity:
    'vaccin*, immunit*, immunis*, immuniz*, immune response*, immune system, neutralising antibod*, neutralizing antibod*, immune evasion, immune escape, antivenom*, antitoxin*, antibodies, neutralisation, neutralization',
  ineffective: 'ineffective*, useless, nullif*, abolish*, defeat*, break, overcome, fails, resist',
  vaccine: 'vaccin*, immunisation, immunization',
  resist: 'resistan*, resists, resisting',
  confer:
    'make, makes, making, confer*, render*, engineer*, generat*, introduc*, evolv*, creat*, become*, give, gives, giving, build, develop*, increas*, transfer*, insert*',
  therapy:
    'therap*, clinical*, last resort, last line, colistin, carbapenem*, antiviral*, oseltamivir, all antibiotics, all drugs, every antibiotic, medical countermeasure*, countermeasure*, prophyla*, pathogen*, treatment fails',
  undetected: 'undetect*, not detectable, invisible, unseen, stealth*',
  detection: 'detection, detected, diagnos*, surveillance, authorit*, inspect*, diagnostic test*',
  diagnosis: 'diagnos*, surveillance, authorit*, inspect*, police, customs',
  getPast:
    'evad*, evasi*, bypass*, circumvent*, escap*, get around, get past, getting around, getting past, slip past, slip through, disguis*, obfuscat*, conceal*, trick, tricks, fool, fools, smuggl*, hide, hides, hiding, camouflag*',
  avoid: 'avoid*, split, splits, splitting, not be flagged, without being flagged, not flagged, unflagged',
  screening:
    'screening, screener, screeners, screened, screen, biosecurity check*, biosecurity, biosafety check*, biosafety officer, safety check*, safety filter*, export control*, synthesis provider*',
  ordering: 'synthesis, synthesise*, synthesize*, order, orders, ordering, ordered, provider*, flag*, biosecurity, vendor*',
  change: 'alter*, chang*, expand*, broaden*, switch*, shift*, modif*, extend*, adapt*, engineer*, widen*, redirect*, retarget*',
  hostRange: 'host range, host tropism, tropism*, tissue tropism, host specificity, species barrier',
  harmless: 'plasmid*, phage, phages, bacteriophage*, lambda',
  infect: 'infect, infects, infecting, infectious',
  humans: 'human, humans, people, persons, mammal*, patients, children',
  adapt: 'adapt*, engineer*, alter*, modif*, so that it, want it to, able to',
  susceptible: 'susceptib*, immunosuppress*, immunocompromis*',
  victims:
    'people, human, humans, animals, livestock, crop, crops, host population*, population of people, populations of people, patients, children',
  recreate:
    'reconstruct*, resurrect*, reviv*, recreat*, rescu*, reconstitut*, regenerat*, rebuild*, synthesi*, generat*, bring back, restor*, reintroduc*',
  gone: 'extinct*, eradicat*',
  phrase: 'gain of function, potential pandemic, pandemic pathogen*, pandemic potential, enhanced pandemic',
  weapon:
    'weaponi*, weaponry, bioweapon*, biological weapon*, chemical weapon*, toxin weapon*, bioterror*, biological warfare, germ warfare, biological attack, bioattack, dirty bomb, mass casualt*',
  make: 'make, makes, making, made',
  person:
    'people, person, someone, somebody, anyone, everyone, humans, crowd, colleague*, coworker*, classmate*, roommate*, flatmate*, neighbour*, neighbor*, teacher, wife, husband, boss, girlfriend, boyfriend, enemies',
  ill: 'sick, ill, die, dead, unconscious, blind, infertile, sterile',
  harm: 'kill, kills, killing, poison, poisons, poisoning, murder*, assassinat*',
} as const;
type Class = keyof typeof CLASSES;

export const DUAL_USE_CLASSES = new WordClasses<Class>(CLASSES);

const one =
  (category: string, message: string) =>
  (rule: string, needs: readonly Class[], unless?: readonly Class[]): Pattern<Class> => ({
    rule: `dual-use.${rule}`,
    category,
    message,
    needs,
    ...(unless ? { unless } : {}),
  });

const harmful = one('harmful-consequences', 'this reads like making an agent more harmful');
const immune = one('immunity', 'this reads like getting past immunity or a vaccine');
const therapy = one('resistance', 'this reads like resistance to what treats or prevents a disease');
const detection = one('detection', 'this reads like getting past detection or diagnosis');
const spread = one('transmissibility', 'this reads like making an agent spread, last or disperse better');
const host = one('host-range', 'this reads like changing what an agent infects');
const susceptible = one('susceptibility', 'this reads like making hosts more susceptible');
const recreated = one('reconstruction', 'this reads like bringing back an extinct or eradicated agent');
const pandemic = one('pandemic-potential', 'this speaks of work with pathogens of pandemic potential or gain of function');
const screening = one('screening-evasion', 'this reads like getting past screening');
const harm = one('harm', 'this reads like harm to people');

export const DUAL_USE_PATTERNS: readonly Pattern<Class>[] = [
  harmful('virulence', ['more', 'harmful']),
  harmful('virulence-selected', ['choose', 'harmful']),
  immune('immune-evasion', ['evade', 'immunity']),
  immune('vaccine-ineffective', ['ineffective', 'vaccine']),
  therapy('therapeutic-resistance', ['confer', 'resist', 'therapy']),
  detection('evades-detection', ['evade', 'detection']),
  detection('undetectable', ['undetected', 'diagnosis']),
  spread('transmissibility', ['more', 'contagion']),
  spread('transmissibility-selected', ['choose', 'contagion']),
  spread('transmission', ['more', 'transmission', 'beings']),
  spread('passage', ['passage', 'animalHost', 'agent']),
  spread('passage-transmission', ['passage', 'transmission']),
  spread('person-to-person', ['spread', 'personToPerson']),
  spread('aerosol', ['aerosolise', 'breathed']),
  spread('stability', ['more', 'stability', 'agent']),
  host('host-range', ['change', 'hostRange'], ['harmless']),
  host('infects-people', ['adapt', 'infect', 'humans'], ['harmless']),
  susceptible('susceptibility', ['more', 'susceptible', 'victims']),
  recreated('reconstruction', ['recreate', 'gone']),
  pandemic('pandemic-potential', ['phrase']),
  screening('screening-evasion', ['getPast', 'screening']),
  screening('order-evasion', ['avoid', 'screening', 'ordering']),
  harm('weapon', ['weapon']),
  harm('makes-people-sick', ['make', 'person', 'ill']),
  harm('kills-people', ['harm', 'person']),
  harm('release', ['spread', 'crowd', 'agent']),
  harm('release-by-air-or-water', ['spread', 'conduit', 'living']),
];
