/** What a principal may be. The route table of the API says which roles each route takes. */
export const Role = {
  automation_engineer: 'automation_engineer',
  scientist: 'scientist',
  technician: 'technician',
  reviewer: 'reviewer',
  admin: 'admin',
} as const;
export type Role = (typeof Role)[keyof typeof Role];
export const Roles = Object.values(Role) as [Role, ...Role[]];
