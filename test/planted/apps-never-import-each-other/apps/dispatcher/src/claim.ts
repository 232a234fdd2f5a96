export const claim = 'step';
