/** What a newcomer needs after the start: where it is, who to be, what to try, how to stop. */
export function welcome({ address, seconds, user, sandbox, real, livekitUrl, isQuiet }) {
  return [
    '',
    `Trunkline is ready, after ${seconds} s.`,
    '',
    `  Address        ${address}`,
    `  OpenAPI        ${address}/docs`,
    ...(user ? [`  Demo sign-in   ${user.email}  ${user.password}`] : []),
    ...(sandbox ? sandboxLines(sandbox, livekitUrl) : realLines(real)),
    ...(user && sandbox ? tryLines(address, user, sandbox.account) : []),
    '',
    `Stop with Ctrl+C.${isQuiet ? ' See every request with LOG_LEVEL=info npm start.' : ''}`,
    '',
  ].join('\n');
}

function realLines(real) {
  return [
    `  Accounts       the real ones, because of ${real.join(', ')}`,
    '  Sign-in        users of your Supabase; embedded: start once with SIGN_UP=open, sign up at /auth/v1/signup, close it again',
  ];
}

function sandboxLines({ url, account }, livekitUrl) {
  return [
    ...(livekitUrl === null
      ? [`  Sandbox        ${url}  (an offline Twilio and LiveKit; no account is needed, no call is placed)`]
      : [
          `  LiveKit        ${livekitUrl}  (yours: what is provisioned here is made there)`,
          `  Sandbox        ${url}  (an offline Twilio; no call is placed)`,
        ]),
    `  Its Twilio     account SID ${account.accountSid}`,
    `                 auth token  ${account.authToken}`,
  ];
}

function tryLines(address, { email, password, publishableKey }, { accountSid, authToken }) {
  const json = `-H 'content-type: application/json'`;
  return [
    '',
    'Try this in another terminal:',
    '',
    '  npm run demo        # the whole story: connect, break, repair, disconnect',
    '',
    '  # sign in',
    `  TOKEN=$(curl -s '${address}/auth/v1/token?grant_type=password' -H 'apikey: ${publishableKey}' ${json} \\`,
    `    -d '{"email":"${email}","password":"${password}"}' | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`,
    '',
    '  # connect the Twilio account: checked, stored encrypted, trunk built',
    `  curl -s ${address}/api/v1/twilio-credentials -H "authorization: Bearer $TOKEN" ${json} \\`,
    `    -d '{"accountSid":"${accountSid}","authToken":"${authToken}"}'`,
    '',
    '  # what an agent dials with',
    `  curl -s ${address}/api/v1/sip-config -H "authorization: Bearer $TOKEN"`,
  ];
}
