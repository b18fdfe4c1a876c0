import { byHistory } from "../by-history.ts";
import { byWordsThenHistory } from "../generic-phrases.ts";
import type { ProviderRules } from "../provider-rules.ts";
import { byCode, byPhrase, firstOf, type Rule } from "../rules.ts";
import {
  BILLING,
  CLOCK_SKEW,
  EXPIRED,
  EXPIRED_INFERRED,
  FORBIDDEN,
  LIMITED_INFERRED,
  MALFORMED,
  NO_CREDENTIAL,
  POLICY,
  REVOKED_INFERRED,
  USER_PERMISSION,
} from "../verdicts.ts";

/** Denials of an organisation are beyond what the caller's owner can grant. */
const denied: Rule = firstOf(
  byPhrase(
    [POLICY, "service control policy | resource control policy | vpc endpoint policy | session policy"],
    [EXPIRED_INFERRED, "token has expired | token is expired"],
    [byHistory, "request has expired"],
  ),
  USER_PERMISSION,
);

/** The date of a signature, and its bytes, are refused under one code. */
const signature: Rule = firstOf(
  byPhrase([CLOCK_SKEW, "signature expired | signature not yet current | is now earlier than | is still later than"]),
  byHistory,
);

const notAuthorized: Rule = firstOf(
  byPhrase([EXPIRED_INFERRED, "token has expired | token is expired"], [REVOKED_INFERRED, "has been revoked"]),
  byHistory,
);

/** JSON (`__type`), XML (`Code`) and the `x-amzn-errortype` header carry the same codes. */
const byAwsCode = byCode(
  [EXPIRED, "ExpiredToken ExpiredTokenException"],
  [EXPIRED_INFERRED, "TokenRefreshRequired"],
  [signature, "SignatureDoesNotMatch InvalidSignatureException InvalidSignature"],
  [CLOCK_SKEW, "RequestTimeTooSkewed RequestInTheFuture"],
  [
    byWordsThenHistory,
    `UnrecognizedClientException UnrecognizedClient InvalidClientTokenId InvalidAccessKeyId InvalidToken AuthFailure
      RequestExpired InvalidSecurityToken InvalidSecurity UnauthorizedException InvalidIdentityToken`,
  ],
  [notAuthorized, "NotAuthorizedException"],
  [MALFORMED, `IncompleteSignature IncompleteSignatureException MalformedSecurityHeader AuthorizationHeaderMalformed`],
  [NO_CREDENTIAL, "MissingAuthenticationToken MissingAuthenticationTokenException MissingSecurityHeader"],
  [
    denied,
    `AccessDenied AccessDeniedException UnauthorizedOperation AuthorizationError AuthorizationErrorException
      NotAuthorized`,
  ],
  [BILLING, "OptInRequired SubscriptionRequiredException AccountProblem AllAccessDisabled"],
  [
    LIMITED_INFERRED,
    `Throttling ThrottlingException ThrottledException RequestThrottled RequestThrottledException SlowDown
      TooManyRequestsException RequestLimitExceeded ProvisionedThroughputExceededException BandwidthLimitExceeded`,
  ],
);

const byAwsHeader: Rule = (answer, knowledge) => {
  const type = answer.header("x-amzn-errortype")?.split(/[:#]/, 1)[0];
  const meaning = type === undefined ? undefined : HEADER_CODES[type];
  return typeof meaning === "function" ? meaning(answer, knowledge) : meaning;
};
const HEADER_CODES: Readonly<Record<string, typeof denied | typeof EXPIRED>> = {
  AccessDeniedException: denied,
  ExpiredTokenException: EXPIRED,
  ForbiddenException: firstOf(byPhrase([CLOCK_SKEW, "signature expired"]), () => FORBIDDEN),
  InvalidSignatureException: signature,
  ThrottlingException: LIMITED_INFERRED,
  TooManyRequestsException: LIMITED_INFERRED,
  UnauthorizedException: byWordsThenHistory,
  UnrecognizedClientException: byWordsThenHistory,
};

export const aws: ProviderRules = {
  names: [
    "aws",
    "amazon",
    "s3",
    "dynamodb",
    "sts",
    "bedrock",
    "ec2",
    "lambda",
    "sqs",
    "sns",
    "cloudwatch",
    "cognito",
    "iam",
    "ses",
  ],
  rule: firstOf(byAwsCode, byAwsHeader),
};
