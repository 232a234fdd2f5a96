/** Other ways in which people write a listed name. */
export interface Aliases {
  /** Counts wherever it stands. */
  readonly anywhere?: readonly string[];
  /** Counts only where it is the whole text of a material, organism or sample: a code, or a name that means other things too. */
  readonly alone?: readonly string[];
  /** The species name counts without its genus, because no other organism has it. */
  readonly epithet?: true;
}

/**
 * Synonyms, disease names, codes, by the name in a list. Ours; checked against NCBI Taxonomy and ICTV names. A genus is abbreviated and a
 * plural made by the code; "haemorrhagic" is written both ways by it too.
 */
export const ALIASES: Readonly<Record<string, Aliases>> = {
  'Bacillus anthracis': { epithet: true, anywhere: ['anthrax', 'Bacillus anthrax'] },
  'Brucella abortus': { anywhere: ['Brucella melitensis biovar abortus'] },
  'Brucella melitensis': { epithet: true },
  'Burkholderia mallei': { epithet: true, anywhere: ['Pseudomonas mallei', 'P. mallei', 'glanders bacillus', 'glanders bacterium'] },
  'Burkholderia pseudomallei': { epithet: true, anywhere: ['Pseudomonas pseudomallei', 'melioidosis bacterium'] },
  'Chlamydia psittaci': { epithet: true, anywhere: ['Chlamydophila psittaci'] },
  'Clostridium argentinense': { epithet: true },
  'Clostridium baratii': { epithet: true },
  'Clostridium botulinum': { epithet: true },
  'Clostridium perfringens': { epithet: true },
  'Coxiella burnetii': { epithet: true, anywhere: ['burnetti', 'Q fever agent', 'Q fever bacterium'] },
  'Francisella tularensis': { epithet: true, anywhere: ['tularemia bacterium', 'tularaemia bacterium'] },
  'Mycoplasma mycoides': { anywhere: ['Mycoplasma capri'] },
  'Ralstonia solanacearum': { epithet: true, anywhere: ['Pseudomonas solanacearum'] },
  'Rickettsia prowazekii': { epithet: true, anywhere: ['prowazeki', 'epidemic typhus rickettsia'] },
  'Salmonella Typhi': {
    anywhere: ['S. Typhi', 'Salmonella enterica serovar Typhi', 'Salmonella typhosa', 'typhoid bacterium', 'typhoid bacillus'],
  },
  'Shiga toxin producing Escherichia coli': {
    anywhere: [
      'STEC',
      'EHEC',
      'enterohaemorrhagic Escherichia coli',
      'enterohaemorrhagic E. coli',
      'Escherichia coli O157',
      'E. coli O157',
      'O157 H7',
      'O104 H4',
    ],
  },
  'Shigella dysenteriae': { epithet: true },
  'Vibrio cholerae': { epithet: true, anywhere: ['cholera bacterium', 'cholera vibrio'] },
  'Yersinia pestis': {
    epithet: true,
    anywhere: ['Pasteurella pestis', 'plague bacterium', 'plague bacillus', 'plague bacteria', 'bubonic plague', 'pneumonic plague'],
  },
  'Coccidioides immitis': { epithet: true },
  'Coccidioides posadasii': { epithet: true },
  'Coniothyrium glycines': { anywhere: ['Phoma glycinicola', 'Pyrenochaeta glycines'] },
  'Rathayibacter toxicus': { anywhere: ['Clavibacter toxicus'] },
  'African horse sickness virus': { anywhere: ['African horsesickness'] },
  'African swine fever virus': { anywhere: ['African swine fever', 'ASFV'] },
  'Avian influenza virus of high pathogenicity': {
    anywhere: [
      'highly pathogenic avian influenza',
      'high pathogenicity avian influenza',
      'highly pathogenic bird flu',
      'HPAI',
      'H5N1',
      'H7N9',
      'H5N8',
      'avian influenza virus',
      'bird flu virus',
    ],
  },
  'Chikungunya virus': { anywhere: ['chikungunya', 'CHIKV'] },
  'Classical swine fever virus': { anywhere: ['hog cholera virus', 'CSFV'] },
  'Crimean-Congo haemorrhagic fever virus': {
    anywhere: ['Crimean-Congo', 'CCHF', 'CCHFV', 'Orthonairovirus haemorrhagiae', 'Congo virus', 'Crimean Congo virus'],
  },
  'Eastern equine encephalitis virus': { anywhere: ['EEEV', 'eastern equine encephalomyelitis'] },
  Ebolavirus: {
    anywhere: [
      'Ebola',
      'Ebola virus',
      'Orthoebolavirus',
      'Zaire virus',
      'Sudan ebolavirus',
      'Bundibugyo virus',
      'Bundibugyo ebolavirus',
      'EBOV',
      'Zaire ebolavirus',
    ],
  },
  'Foot-and-mouth disease virus': { anywhere: ['foot and mouth virus', 'FMDV', 'aphthovirus'] },
  'Goat pox virus': { anywhere: ['goatpox virus', 'goatpox'] },
  'Guanarito virus': { anywhere: ['Guanarito', 'Guanarito mammarenavirus', 'Mammarenavirus guanaritoense'] },
  'Hantaan virus': { anywhere: ['hantavirus', 'Orthohantavirus', 'Hantaan'] },
  'Hendra virus': {
    anywhere: ['Hendra henipavirus', 'Henipavirus hendraense', 'equine morbillivirus', 'HeV virus'],
    alone: ['Hendra', 'HeV'],
  },
  'Japanese encephalitis virus': { anywhere: ['Japanese encephalitis', 'JEV virus'] },
  'Junin virus': { anywhere: ['Argentine haemorrhagic fever', 'Argentinian mammarenavirus', 'Mammarenavirus juninense'] },
  'Kyasanur Forest disease virus': { anywhere: ['Kyasanur Forest virus', 'KFDV'] },
  'Lassa fever virus': { anywhere: ['Lassa fever'] },
  'Lassa virus': { anywhere: ['Lassa mammarenavirus', 'Mammarenavirus lassaense', 'LASV'], alone: ['Lassa'] },
  'Machupo virus': { anywhere: ['Machupo', 'Bolivian haemorrhagic fever', 'Mammarenavirus machupoense'] },
  Marburgvirus: { anywhere: ['Marburg virus', 'Marburg haemorrhagic fever', 'Marburg fever', 'Orthomarburgvirus', 'Ravn virus'] },
  'Middle East respiratory syndrome-related coronavirus': {
    anywhere: ['MERS-CoV', 'MERS coronavirus', 'MERS virus', 'Middle East respiratory syndrome'],
  },
  'Monkeypox virus': { anywhere: ['monkeypox', 'monkey pox', 'mpox', 'MPXV'] },
  'Newcastle disease virus': {
    anywhere: ['Newcastle disease', 'avian paramyxovirus 1', 'avian orthoavulavirus 1', 'virulent Newcastle virus', 'Newcastle virus'],
  },
  'Nipah virus': { anywhere: ['Nipah', 'Nipah henipavirus', 'Henipavirus nipahense'] },
  'Omsk haemorrhagic fever virus': { anywhere: ['Omsk haemorrhagic fever', 'OHFV'] },
  'Oropouche virus': { anywhere: ['Oropouche'] },
  'Peste des petits ruminants virus': { anywhere: ['peste des petits ruminants', 'peste de petits ruminants', 'PPRV'] },
  'Rabies virus': { anywhere: ['lyssavirus', 'rabies lyssavirus'] },
  'Reconstructed 1918 influenza virus': {
    anywhere: ['1918 influenza', '1918 flu', 'Spanish flu virus', '1918 virus', '1918 H1N1'],
  },
  'Rift Valley fever virus': { anywhere: ['Rift Valley fever', 'RVFV', 'Phlebovirus riftense'] },
  'Rinderpest virus': { anywhere: ['rinderpest'] },
  'Sabia virus': { anywhere: ['Sabia mammarenavirus', 'Brazilian mammarenavirus'] },
  'SARS-CoV': {
    anywhere: ['SARS coronavirus', 'SARS virus', 'SARS associated coronavirus', 'SARS-related coronavirus', 'SARS-CoV-1', 'SARS-CoV-2'],
  },
  'Seoul virus': { anywhere: ['Seoul orthohantavirus'] },
  'Sheep pox virus': { anywhere: ['sheeppox virus', 'sheeppox'] },
  'Sin Nombre virus': { anywhere: ['Sin Nombre orthohantavirus'] },
  'Suid herpesvirus 1': { anywhere: ['pseudorabies virus', "Aujeszky's disease virus", 'suid alphaherpesvirus 1'] },
  'Tick-borne encephalitis virus': { anywhere: ['tickborne encephalitis virus', 'TBEV', 'Russian spring-summer encephalitis'] },
  'Variola virus': { anywhere: ['variola', 'smallpox', 'alastrim', 'Orthopoxvirus variola', 'VARV'] },
  'Variola major virus': { anywhere: ['variola major'] },
  'Variola minor virus': { anywhere: ['variola minor'] },
  'Venezuelan equine encephalitis virus': { anywhere: ['VEEV', 'Venezuelan equine encephalomyelitis', 'Venezuelan equine encephalitis'] },
  'Western equine encephalitis virus': { anywhere: ['WEEV', 'western equine encephalomyelitis'] },
  'Yellow fever virus': { anywhere: ['YFV virus'] },
  Abrin: { anywhere: ['Abrus agglutinin', 'abrin A chain'] },
  'Botulinum neurotoxin': {
    anywhere: [
      'botulinum neuro toxin',
      'BoNT',
      'BoNT/A',
      'botulin toxin',
      'botulism toxin',
      'botulinus toxin',
      'botulinum',
      'botulismotoxin',
    ],
  },
  Conotoxin: { anywhere: ['alpha-conotoxin', 'a-conotoxin'] },
  Diacetoxyscirpenol: { anywhere: ['anguidine', '4,15-diacetoxyscirpenol'] },
  Microcystin: { anywhere: ['cyanginosin'] },
  Modeccin: { anywhere: ['modeccine'] },
  Ricin: {
    anywhere: [
      'ricin toxin',
      'ricine',
      'ricina',
      'rizin',
      'ricine toxin',
      'Ricinus communis agglutinin 60',
      'RCA60',
      'RTA ricin',
      'Rizin toxin',
    ],
  },
  'Shiga toxin': {
    anywhere: [
      'shigatoxin',
      'shiga-like toxin',
      'verotoxin',
      'verocytotoxin',
      'Shiga-like ribosome inactivating protein',
      'stx1',
      'stx2',
      'stx1a',
      'stx2a',
      'stx1 toxin',
      'stx2 toxin',
    ],
  },
  'Staphylococcal enterotoxin': {
    anywhere: ['staphylococcus enterotoxin', 'enterotoxin B', 'enterotoxin A', 'enterotoxin SEB'],
    alone: ['SEB'],
  },
  'Staphylococcus aureus enterotoxin': { anywhere: ['S. aureus enterotoxin'] },
  'Staphylococcus aureus alpha toxin': {
    anywhere: ['alpha-hemolysin of Staphylococcus', 'S. aureus alpha toxin', 'staphylococcal alpha toxin', 'S. aureus hemolysin alpha'],
  },
  'Toxic shock syndrome toxin': { anywhere: ['TSST-1', 'TSST'] },
  'T-2 toxin': { anywhere: ['T-2 mycotoxin', 'T2-toxin'], alone: ['T-2', 'T2'] },
  Tetrodotoxin: { alone: ['TTX'] },
  Saxitoxin: { alone: ['STX'] },
  Viscumin: { anywhere: ['Viscum album lectin 1', 'mistletoe lectin I'] },
  Sarin: { anywhere: ['isopropyl methylphosphonofluoridate', 'nerve agent GB', 'GB nerve agent'] },
  Soman: { anywhere: ['pinacolyl methylphosphonofluoridate', 'nerve agent GD', 'GD nerve agent'] },
  Cyclosarin: { anywhere: ['cyclohexyl sarin', 'nerve agent GF'] },
  Tabun: { anywhere: ['nerve agent GA', 'GA nerve agent'] },
  'VX nerve agent': {
    anywhere: ['nerve agent VX', 'agent VX', 'VX agent', 'VX nerve gas', 'VX gas', 'nerve agent', 'nerve gas'],
    alone: ['VX'],
  },
  'Sulfur mustard': { anywhere: ['sulphur mustard', 'mustard gas', 'bis(2-chloroethyl) sulfide', 'yperite', 'mustard agent'] },
  Lewisite: { anywhere: ['lewisite 1'] },
  'Nitrogen mustard': { anywhere: ['nitrogen mustard HN1', 'nitrogen mustard HN2', 'nitrogen mustard HN3'] },
  'Novichok agent': { anywhere: ['novichok', 'A-234 agent', 'A-232 agent', 'A-230 agent', 'foliant agent'] },
};

/** What follows a name of a disease where the disease, and not its agent, is spoken of. */
export const OF_THE_DISEASE: readonly string[] = ['vaccine', 'vaccines', 'vaccination', 'vaccinations', 'eradication', 'history'];
/** The names of which that is said. */
export const DISEASE_NAMES: readonly string[] = ['anthrax', 'smallpox', 'monkeypox', 'mpox', 'rinderpest', 'ebola', 'chikungunya'];
