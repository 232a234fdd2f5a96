import { canRewriteAudit, grantToApplication, loginOf } from './application-role';
import { openDatabase, type OpeningOptions } from './open-database';

/** How the database is opened for an application that has a role of its own. */
export interface MigratingOptions extends OpeningOptions {
  /** Of the owner of the tables, who migrates them; null where the application has to be its own owner. */
  readonly ownerUrl: string | null;
}

/**
 * Opens the database with its schema up to date. With an owner, tables are changed as the owner and the application gets a role that may not
 * touch the audit log; without one the application changes them itself, and a warning says what that means.
 * @returns null when a stop is asked for meanwhile
 */
export async function openMigrated({ ownerUrl, ...options }: MigratingOptions): ReturnType<typeof openDatabase> {
  if (ownerUrl !== null && ownerUrl !== options.url) {
    const owner = await openDatabase({ ...options, url: ownerUrl, name: `${options.name}-owner`, pool: 2 });
    if (!owner) return null;
    try {
      await owner.migrate();
      await grantToApplication(owner, loginOf(options.url));
    } finally {
      await owner.close();
    }
  }
  const database = await openDatabase(options);
  if (!database) return null;
  try {
    await database.migrate();
    if (await canRewriteAudit(database)) options.log(AUDIT_UNPROTECTED);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Said at each start, and in the health of the lab. */
export const AUDIT_UNPROTECTED =
  'WARNING: the audit log is not protected from the application: the role of DATABASE_URL can change and remove its entries. Give the application a role of its own in DATABASE_URL and set LABWRIGHT_MIGRATION_URL to the URL of the owner';
