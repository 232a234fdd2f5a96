/** What a principal may be. `roleScopes` says what each role is for. */
export const Role = {
  automation_engineer: 'automation_engineer',
  scientist: 'scientist',
  technician: 'technician',
  reviewer: 'reviewer',
  biosafety_officer: 'biosafety_officer',
  study_coordinator: 'study_coordinator',
  grader: 'grader',
  admin: 'admin',
} as const;
export type Role = (typeof Role)[keyof typeof Role];
export const Roles = Object.values(Role) as [Role, ...Role[]];

/** The roles that a step of a protocol may be for: whoever works at the bench or on the design. */
export const TaskRoles = [Role.automation_engineer, Role.scientist, Role.technician, Role.reviewer, Role.admin] as const;
