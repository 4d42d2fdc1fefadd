/** What people dial for police, fire and ambulance around the world; none of these is a number in E.164. */
const EMERGENCY = new Set(
  (
    '000 061 066 100 101 102 103 104 105 106 108 110 111 112 113 114 115 116 117 118 119 120 122 123 124 125 127 128 129 130 ' +
    '131 132 133 140 144 145 150 155 156 158 160 166 180 190 191 192 193 194 195 196 197 198 199 911 917 919 922 933 988 991 ' +
    '992 993 994 995 997 998 999 1122 10111 10177 15 16 17 18 19'
  ).split(' '),
);
const SEPARATORS = /[\s\-.()]/g;
/** A `+` or an exit code, and perhaps a country code: what somebody may have put before the number. */
const BEFORE_NUMBER = /^(?:\+|00|011)\d{0,3}$/;
const MAX_LENGTH = 16;

/** Whether a text that is no E.164 number is somebody's emergency number, also written `+112` or behind a country code (`+49112`). */
export function isEmergencyNumber(text: string): boolean {
  if (text.length > MAX_LENGTH) return false;
  const dialled = text.replace(SEPARATORS, '');
  for (let cut = 0; cut < dialled.length - 1; cut++) {
    if (EMERGENCY.has(dialled.slice(cut)) && (cut === 0 || BEFORE_NUMBER.test(dialled.slice(0, cut)))) return true;
  }
  return false;
}
