// Grades answers with Mozilla's HTTP Observatory (npm @mdn/mdn-http-observatory), without its scanner: that one would go to the network.
// In: a JSON list on standard input, [{name, host, headers: [[name, value]...], body, preflight: [[name, value]...], plain: {status, location}}...].
// Out: a JSON object of name -> {grade, score, failed: [test...]}.
import fs from "node:fs";

// The package downloads the browsers' list of preloaded hosts when it is installed; ours are not on it, and no package may run a script.
const read = fs.readFileSync;
fs.readFileSync = (path, ...rest) => (String(path).endsWith("hsts-preload.json") ? "{}" : read(path, ...rest));

const home = "../node_modules/@mdn/mdn-http-observatory/src";
const { ALL_TESTS } = await import(`${home}/constants.js`);
const { Requests } = await import(`${home}/types.js`);
const { parseHttpEquivHeaders } = await import(`${home}/retriever/utils.js`);
const { MINIMUM_SCORE_FOR_EXTRA_CREDIT } = await import(`${home}/grader/charts.js`);
const { getGradeForScore, getScoreModifier } = await import(`${home}/grader/grader.js`);
const { CookieJar } = await import("tough-cookie");

const axiosLike = (pairs) => {
  const headers = {};
  for (const [name, value] of pairs) {
    const key = name.toLowerCase();
    if (key === "set-cookie") (headers[key] ??= []).push(value);
    else headers[key] = value;
  }
  return headers;
};

function grade(answer) {
  const secure = new URL(`https://${answer.host}/`);
  const requests = new Requests(answer.host);
  const response = { status: 200, headers: axiosLike(answer.headers), verified: true, request: {} };
  response.httpEquiv = parseHttpEquivHeaders(answer.body, secure.href);
  response.data = answer.body;
  requests.resources.path = answer.body;
  requests.responses.auto = requests.responses.https = response;
  requests.responses.cors = { status: 200, headers: axiosLike(answer.preflight), verified: true, request: { headers: {} } };
  requests.responses.http = { ...response };
  requests.responses.httpRedirects = [
    { url: new URL(`http://${answer.host}/`), status: answer.plain.status },
    { url: new URL(answer.plain.location), status: 200 },
  ];
  const jar = new CookieJar();
  for (const cookie of response.headers["set-cookie"] ?? []) jar.setCookieSync(cookie, secure.href);
  requests.session = { jar, url: secure };
  const results = ALL_TESTS.map((test) => test(requests));
  let score = 100;
  let uncurved = 100;
  for (const result of results) {
    const points = getScoreModifier(result.result);
    score += points;
    uncurved += Math.min(points, 0);
  }
  const final = getGradeForScore(uncurved >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? score : uncurved);
  return { ...final, failed: results.filter((result) => !result.pass).map((result) => `${result.constructor.name}: ${result.result}`) };
}

const answers = JSON.parse(read(0, "utf8"));
process.stdout.write(JSON.stringify(Object.fromEntries(answers.map((answer) => [answer.name, grade(answer)]))));
