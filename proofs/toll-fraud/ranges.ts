import type { SeededRandom } from '../harness/seeded-random.js';

/** Numbers that begin with some digits and have so many in all, `+` not counted. */
export interface Range {
  /** Whose policy is asked: the country is on the allow-list. Empty: no list helps. */
  readonly country: string;
  readonly prefix: string;
  readonly digits: number;
}

/**
 * Written down from the national numbering plans, not taken from the product's table. Each is refused although its country is allowed:
 * premium rate, shared cost, personal and paging numbers, the home of international revenue share fraud.
 */
export const COSTLY = parse(`
US 1900 11 · US 1900 11 · US 1500 11 · US 1533 11 · US 1544 11 · US 1212976 11 · US 1310976 11 · US 12125551212 11 · CA 14165551212 11
CA 1900 11 · CA 1600 11 · AG 1268406 11 · AI 1264724 11
GB 4470 12 · GB 4470 12 · GB 44871 12 · GB 44872 12 · GB 44873 12 · GB 44909 12 · GB 44911 12 · GB 4498 12 · GB 44844 12 · GB 447640 12
DE 49900 12 · DE 49137 12 · DE 49180 12 · DE 49138 12 · DE 49700 12 · DE 49190 12 · FR 33899 11 · FR 33892 11 · FR 33825 11 · FR 33820 11
IT 39899 12 · IT 39892 9 · IT 39199 12 · IT 39178 12 · IT 39166 10 · IT 39848 12 · ES 34803 11 · ES 34806 11 · ES 34807 11 · ES 34902 11
ES 34905 11 · NL 31900 11 · NL 31906 11 · NL 31909 11 · NL 3184 11 · BE 32902 10 · BE 3270 10 · CH 41900 11 · CH 41901 11 · CH 41906 11
CH 41848 11 · AT 43900 12 · AT 43930 12 · AT 43810 11 · AT 43820 11 · DK 4590 10 · SE 46900 11 · SE 46939 11 · SE 46944 11 · SE 4699 12
NO 47820 10 · NO 47829 10 · FI 358600 11 · FI 358700 11 · IE 3531550 13 · IE 3531580 13 · IE 3531850 13 · PT 351601 12 · PT 351760 12
PT 351808 12 · PL 48701 11 · PL 48703 11 · PL 48801 11 · CZ 420906 12 · CZ 420909 12 · SK 421900 12 · SK 42198 12 · HU 3690 10
RO 40900 11 · RO 40906 11 · BG 35990 10 · GR 30901 12 · GR 30909 12 · CY 35790 11 · MT 35650 10 · EE 372900 10 · LV 37190 11 · LV 37181 11
LT 370900 11 · LT 370905 11 · HR 38560 10 · SI 38690 10 · RS 381900 11 · BA 38790 11 · MK 3895 11 · AL 355900 11 · XK 383900 11
UA 380900 12 · BY 375902 12 · MD 373900 11 · RU 7803 11 · RU 7809 11 · KZ 7809 11 · TR 90900 12 · TR 90888 12 · IL 9721900 13
IL 9721919 13 · AE 971900 12 · SA 966920 12 · JO 962900 11 · BH 97390 11 · IN 911860 13 · PK 92900 11 · JP 81990 11 · JP 81570 11
KR 82602 11 · KR 82609 11 · TW 8862036 11 · HK 852900 14 · SG 651900 13 · MY 601600 12 · MY 601300 12 · TH 661900 12 · VN 841900 12
ID 62809 12 · AU 61190 12 · AU 6113 12 · NZ 64900 11 · ZA 27862 11 · ZA 2790 11 · EG 20900 10 · MA 21289 12 · TN 21688 11 · KE 254900 12
TZ 25590 12 · UG 25690 12 · BR 55900 12 · BR 55300 12 · AR 54600 12 · CL 56600 12 · CO 571901 13 · PE 51805 11 · MX 52900 12 · VE 58900 12
CR 506900 10 · PA 507900 10 · SV 503900 10 · UY 59890 10 · GY 592900 10 · CW 59960 10 · IS 35490 10 · FO 29890 9 · LU 352900 11 · AD 3769 9
`);

/** Nobody's country: networks of satellites, universal and international numbers. */
export const NO_COUNTRY = parse(`
- 8816 12 · - 8817 12 · - 8818 12 · - 8819 12 · - 870 12 · - 87077 12 · - 88213 12 · - 88216 12 · - 88232 12 · - 88234 12 · - 88299 12
- 88310 12 · - 88351 12 · - 883120 12 · - 888 11 · - 878 13 · - 979 12 · - 800 11 · - 808 11 · - 210 11 · - 215 11 · - 259 11 · - 28 11
- 292 11 · - 384 11 · - 424 11 · - 671 11 · - 699 11 · - 801 11 · - 83 11 · - 854 11 · - 889 11 · - 969 11 · - 978 11 · - 990 11 · - 999 11
- 1911 11 · - 1211 11 · - 14150 11 · - 14151 11 · - 1415555 12 · - 1555 11 · - 4409 12 · - 49015 12 · - 33001 11
`);

/** Countries that are on lists of revenue share fraud, none of them on the tenant's list (US, CA, DE, GB). */
export const FAR_AWAY = parse(`
- 252 11 · - 25290 11 · - 232 11 · - 220 10 · - 224 12 · - 223 11 · - 226 11 · - 227 11 · - 243 12 · - 236 11 · - 235 11 · - 257 11
- 261 12 · - 263 12 · - 248 10 · - 269 10 · - 246 10 · - 247 9 · - 290 8 · - 500 8 · - 53 10 · - 592 10 · - 597 10 · - 675 11 · - 676 10
- 677 10 · - 678 10 · - 679 10 · - 682 8 · - 683 8 · - 685 10 · - 686 11 · - 688 8 · - 690 7 · - 674 10 · - 850 13 · - 960 10 · - 992 12
- 994 12 · - 371 11 · - 370 11 · - 372 10 · - 387 11 · - 216 11 · - 213 12 · - 92 12 · - 880 13 · - 63 12 · - 7840 11 · - 7940 11 · - 599 11
- 1242 11 · - 1246 11 · - 1264 11 · - 1268 11 · - 1284 11 · - 1340 11 · - 1345 11 · - 1441 11 · - 1473 11 · - 1649 11 · - 1658 11 · - 1664 11
- 1670 11 · - 1671 11 · - 1684 11 · - 1721 11 · - 1758 11 · - 1767 11 · - 1784 11 · - 1787 11 · - 1809 11 · - 1829 11 · - 1849 11 · - 1868 11
- 1869 11 · - 1876 11 · - 1939 11 · - 441481 12 · - 441534 12 · - 441624 12 · - 447624 12 · - 447781 12 · - 447797 12
`);

function parse(table: string): readonly Range[] {
  return table
    .split(/[·\n]/)
    .filter((entry) => entry.trim() !== '')
    .map((entry) => {
      const [country = '', prefix = '', digits = ''] = entry.trim().split(' ');
      return { country: country === '-' ? '' : country, prefix, digits: Number(digits) };
    });
}

/** A number of the range; after +1 and an area code an exchange that exists, so that only the range speaks against it. */
export function numberIn({ prefix, digits }: Range, random: SeededRandom): string {
  let number = prefix;
  while (number.length < digits) {
    const isExchange = prefix.startsWith('1') && number.length === 4;
    number += String(isExchange ? 2 + random.below(7) : random.below(10));
  }
  return `+${number}`;
}
