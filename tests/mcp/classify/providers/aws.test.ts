import { type Row, testTable, UNKNOWN } from "../support/table.ts";

const xml = (code: string, message: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message><RequestId>1</RequestId></Error>`;
const query = (code: string, message: string) =>
  `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
const json = (type: string, message: string) => ({ __type: type, message });
const EXPIRED = "The security token included in the request is expired";

const rows: Row[] = [
  [
    "temporary keys at their end",
    400,
    json("com.amazon.coral.service#ExpiredTokenException", EXPIRED),
    "credential_expired confirmed",
  ],
  ["the same of S3", 400, xml("ExpiredToken", "The provided token has expired."), "credential_expired confirmed"],
  ["the same of STS", 403, query("ExpiredToken", EXPIRED), "credential_expired confirmed"],
  [
    "the same by header",
    403,
    { message: EXPIRED },
    "credential_expired confirmed",
    { headers: { "x-amzn-ErrorType": "ExpiredTokenException:http://internal.amazon.com/coral/" } },
  ],
  [
    "an unknown token",
    400,
    json("UnrecognizedClientException", "The security token included in the request is invalid."),
    UNKNOWN,
  ],
  [
    "an unknown key of STS",
    403,
    query("InvalidClientTokenId", "The security token included in the request is invalid."),
    UNKNOWN,
  ],
  [
    "an unknown key of S3",
    403,
    xml("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."),
    UNKNOWN,
  ],
  [
    "a wrong secret",
    403,
    xml("SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided."),
    UNKNOWN,
  ],
  [
    "a late signature",
    400,
    json(
      "InvalidSignatureException",
      "Signature expired: 20261122T010000Z is now earlier than 20261122T015500Z (20261122T020000Z - 5 min.)",
    ),
    "auth_unclassified inferred clock_skew",
  ],
  [
    "a clock that is off",
    403,
    xml("RequestTimeTooSkewed", "The difference between the request time and the current time is too large."),
    "auth_unclassified inferred clock_skew",
  ],
  [
    "a policy short",
    403,
    json(
      "AccessDeniedException",
      "User: arn:aws:iam::1:user/a is not authorized to perform: dynamodb:PutItem on resource: arn because no identity-based policy allows the dynamodb:PutItem action",
    ),
    "scope_insufficient inferred user_permission needs dynamodb:PutItem",
  ],
  ["S3 says no more than no", 403, xml("AccessDenied", "Access Denied"), "scope_insufficient inferred user_permission"],
  [
    "an organisation's denial",
    403,
    json(
      "AccessDeniedException",
      "User: arn is not authorized to perform: s3:ListBucket with an explicit deny in a service control policy",
    ),
    "auth_unclassified inferred policy",
  ],
  [
    "EC2, permission short",
    403,
    "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>You are not authorized to perform this operation.</Message></Error></Errors></Response>",
    "scope_insufficient inferred user_permission",
  ],
  [
    "EC2, unknown key",
    401,
    "<Response><Errors><Error><Code>AuthFailure</Code><Message>AWS was not able to validate the provided access credentials</Message></Error></Errors></Response>",
    UNKNOWN,
  ],
  ["a throttle", 400, json("ThrottlingException", "Rate exceeded"), "rate_limited inferred"],
  ["S3's throttle", 503, xml("SlowDown", "Please reduce your request rate."), "rate_limited inferred"],
  ["no signature", 403, { message: "Missing Authentication Token" }, "auth_unclassified inferred no_credential"],
  ["a bucket that is not there", 404, xml("NoSuchBucket", "The specified bucket does not exist"), null],
  ["Cognito's token at its end", 400, json("NotAuthorizedException", "Access Token has expired"), "credential_expired inferred"],
  [
    "Cognito's token revoked",
    400,
    json("NotAuthorizedException", "Access Token has been revoked"),
    "credential_revoked inferred",
  ],
  ["a bad parameter", 400, json("ValidationException", "1 validation error detected"), null],
];

testTable("aws", rows);
