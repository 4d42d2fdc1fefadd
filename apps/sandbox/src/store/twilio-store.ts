import { newSecret, newSid } from './ids.js';
import type { Account, AccountStatus, AccountType, Limits, PhoneNumber, Table, Trunk } from './records.js';
import { lookUp } from './records.js';

export interface TwilioState {
  seq: number;
  demoAccountSid: string | null;
  accounts: Table<Account>;
}

// Twilio's published caps; the trial pair is the older documentation's (one trunk, one number).
const FULL_LIMITS: Limits = {
  trunks: 100,
  originationUrls: 10,
  credentialLists: 100,
  credentials: 1000,
  ipAccessControlLists: 1000,
  ipAddresses: 25,
  numbers: 100_000,
  subaccounts: 1000,
  concurrentRequests: 100_000,
};

const LIMITS: Record<AccountType, Limits> = {
  Full: FULL_LIMITS,
  Trial: { ...FULL_LIMITS, trunks: 1, numbers: 1 },
};

export interface NewAccount {
  readonly friendlyName?: string | undefined;
  readonly type?: AccountType | undefined;
  readonly status?: AccountStatus | undefined;
  readonly parentSid?: string | undefined;
  readonly balance?: string | undefined;
  readonly currency?: string | undefined;
  readonly limits?: Partial<Limits> | undefined;
}

/** All Twilio accounts of this sandbox and the questions that span them. */
export class TwilioStore {
  state: TwilioState = { seq: 0, demoAccountSid: null, accounts: {} };

  /** The four fields that every record starts with. */
  stamp(sid: string): { sid: string; seq: number; dateCreated: number; dateUpdated: number } {
    const now = Date.now();
    this.state.seq += 1;
    return { sid, seq: this.state.seq, dateCreated: now, dateUpdated: now };
  }

  account(accountSid: string): Account | undefined {
    return lookUp(this.state.accounts, accountSid);
  }

  createAccount(wanted: NewAccount): Account {
    const sid = newSid('AC');
    const type = wanted.type ?? 'Full';
    const account: Account = {
      ...this.stamp(sid),
      ownerAccountSid: wanted.parentSid ?? sid,
      authToken: newSecret(),
      friendlyName: wanted.friendlyName ?? 'Sandbox account',
      status: wanted.status ?? 'active',
      type,
      balance: wanted.balance ?? (type === 'Trial' ? '15.50' : '100.00'),
      currency: wanted.currency ?? 'USD',
      limits: { ...LIMITS[type], ...wanted.limits },
      keys: {},
      credentialLists: {},
      ipAccessControlLists: {},
      trunks: {},
      numbers: {},
      applications: {},
    };
    this.state.accounts[sid] = account;
    return account;
  }

  subaccountsOf(account: Account): Account[] {
    return Object.values(this.state.accounts).filter(
      (other) => other.ownerAccountSid === account.sid && other.sid !== account.sid,
    );
  }

  /** A termination domain is unique over all of Twilio's customers, so the search spans every account. */
  ownerOfDomain(domainName: string): { account: Account; trunk: Trunk } | undefined {
    const wanted = domainName.toLowerCase();
    for (const account of Object.values(this.state.accounts)) {
      for (const trunk of Object.values(account.trunks)) {
        if (trunk.domainName?.toLowerCase() === wanted) return { account, trunk };
      }
    }
    return undefined;
  }

  /** A number is owned at most once in the world. */
  ownerOfNumber(phoneNumber: string): { account: Account; number: PhoneNumber } | undefined {
    for (const account of Object.values(this.state.accounts)) {
      for (const number of Object.values(account.numbers)) {
        if (number.phoneNumber === phoneNumber) return { account, number };
      }
    }
    return undefined;
  }

  ownedNumbers(): Set<string> {
    const accounts = Object.values(this.state.accounts);
    return new Set(accounts.flatMap((account) => Object.values(account.numbers).map((number) => number.phoneNumber)));
  }
}
