/**
 * Options for the SDK's `list()`: everything, in pages of Twilio's maximum. A new object for each call, because `list()` writes
 * its callbacks into the object it is given (twilio 6.2.0, base/Version.js): with a shared one, lists that run at the same time
 * mix their items or never end.
 */
export function allPages(): { pageSize: number } {
  return { pageSize: 1000 };
}
