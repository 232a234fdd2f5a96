import type { NameList } from './name-list';

export const CHEMICAL_WEAPONS: NameList = {
  id: 'cwc-schedule-1',
  title: 'Chemical Weapons Convention, Annex on Chemicals, Schedule 1',
  source: 'OPCW, Annex on Chemicals, with the changes of decisions C-24/DEC.4 and C-24/DEC.5',
  edition: '2020-06-07',
  names: {
    chemical: [
      'Sarin',
      'Soman',
      'Cyclosarin',
      'Tabun',
      'VX nerve agent',
      'Sulfur mustard',
      'Sesquimustard',
      'O-Mustard',
      'Lewisite',
      'Nitrogen mustard',
      'Novichok agent',
      'Methylphosphonyl difluoride',
      'Chlorosarin',
      'Chlorosoman',
      'Saxitoxin',
      'Ricin',
    ],
  },
};
