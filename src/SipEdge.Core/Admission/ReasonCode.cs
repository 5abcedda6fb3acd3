namespace SipEdge.Core.Admission;

/// <summary>
/// Why a request was admitted or refused, and why a call ended. Names and numbers are stable: records, metrics and the
/// operator's filters hold them. Meanings: <see cref="ReasonCodes"/> and docs/reason-codes.md.
/// </summary>
public enum ReasonCode : ushort
{
    None = 0,

    // Admitted: 100-199.
    AddressAdmitted = 100,
    TokenAdmitted = 101,
    DigestAdmitted = 102,
    CertificateAdmitted = 103,
    PhoneAdmitted = 104,
    RegistrarAdmitted = 105,
    RegistrationAdmitted = 106,

    // Refused before anyone is known: 200-299.
    Malformed = 200,
    UnsupportedMethod = 201,
    BadExtension = 202,
    UnsupportedScheme = 203,
    UnknownDomain = 204,
    UnknownSource = 205,
    SourceNearMiss = 206,
    SourceNotInDomain = 207,
    UnsupportedMediaType = 208,
    Banned = 209,
    RateLimited = 210,
    Scanner = 211,
    KnownSourceMisbehaves = 212,
    SniMismatch = 213,
    SessionTooShort = 214,
    ExtensionNeeded = 215,

    // Refused with credentials, or for want of them: 300-319.
    CredentialsMissing = 300,
    CredentialsMalformed = 301,
    AlgorithmNotOffered = 302,
    UnknownUser = 303,
    WrongPassword = 304,
    DigestUriMismatch = 305,
    ForgedNonce = 306,
    StaleNonce = 307,
    ReplayedNonce = 308,
    NonceTableFull = 309,
    TokenIncomplete = 310,
    TokenWrong = 311,
    TokenCleartext = 312,
    AddressRestricted = 313,
    TokenExpired = 314,

    // Refused to somebody known, by the rules of who calls: 320-399.
    CredentialsCleartext = 320,
    TrunkNotSecure = 321,
    CalledNotAllowed = 322,
    OutsideHours = 323,
    CallerAnonymous = 324,
    CallerNotOwned = 325,
    FromNotAccount = 326,
    CertificateMissing = 327,
    TrunkAmbiguous = 328,

    // Registrations of phones: 340-349.
    RegistrationNeedsAccount = 340,
    RecordNotOwned = 341,
    RegistrationTooBrief = 342,
    TooManyContacts = 343,
    RegistrationOutOfOrder = 344,
    PhoneTableFull = 345,
    PbxRefused = 347,
    PbxUnreachable = 348,
    PbxChallenged = 349,

    // Where to: 400-499.
    NoRoute = 400,
    NoGateway = 401,
    LoopDetected = 402,
    TooManyHops = 403,
    SipsNeedsTls = 404,
    NumberNotAssigned = 405,
    PrivacyUnknown = 410,
    DiversionLoop = 411,
    TrunkDisabled = 420,
    TrunkDraining = 421,
    TrunkFull = 422,
    TrunkRate = 423,
    TrunkBandwidth = 424,
    GroupFull = 425,

    // Calls to phones: 440-449.
    PhoneUnknown = 440,
    PhoneUnreachable = 441,
    PhoneNotRegistered = 442,

    // Next hop: 500-599.
    GatewayFailed = 500,
    GatewayTimeout = 501,
    GatewayRefused = 502,
    NextHopChallenged = 503,
    BadAnswer = 504,
    PeerRefusesSips = 505,
    NameUnresolved = 520,
    TargetFailedRecently = 521,
    TrunkNotRegistered = 522,
    RegionBound = 523,
    AttemptTimeout = 524,
    GatewayDown = 525,
    CircuitOpen = 526,

    // Next hop, before it could be asked: 540-559.
    ConnectionRefused = 540,
    HostUnreachable = 541,
    ConnectTimeout = 542,
    TlsTimeout = 543,
    TlsAlert = 544,
    TlsUnknownCa = 545,
    TlsNameMismatch = 546,
    TlsExpired = 547,
    TlsWrongUsage = 548,
    TlsPinMismatch = 549,
    TlsNoClientCertificate = 550,
    TlsNoSharedVersion = 551,
    TlsNoSharedSuite = 552,
    TlsPlaintext = 553,
    ClosedByPeer = 554,
    TlsRollout = 555,
    // A next hop's challenge that is not answered: 530-539.
    NoCredentialsForRealm = 530,
    CredentialsRefused = 531,
    ChallengeTooWeak = 532,
    ChallengeNotUnderstood = 533,
    ChallengeNeedsTls = 534,
    ChallengedTooOften = 535,

    // Media: 600-699.
    SdpMalformed = 600,
    NoCommonMedia = 601,
    SrtpRequired = 602,
    MediaUnavailable = 603,
    CodecNotAllowed = 604,
    FaxRefused = 605,
    MediaAddressRefused = 606,
    MediaTimeout = 607,
    DtlsFailed = 608,
    KeyUsedUp = 609,
    SrtpRefused = 610,

    // Limits and life of a call: 700-799.
    TooManyCalls = 700,
    Draining = 701,
    UnknownDialog = 702,
    RequestPending = 703,
    RingTimeout = 704,
    Cancelled = 705,
    CallerHungUp = 706,
    CalleeHungUp = 707,
    CallerGone = 708,
    CalleeGone = 709,
    AckMissing = 710,
    MaxDuration = 711,
    DrainEnded = 712,
    NextHopLost = 713,
    InternalError = 714,
    Answered = 715,
    SessionExpired = 716,
    RingingUnacknowledged = 717,
    Overloaded = 718,

    // Transfers: 740-749.
    Transferred = 740,
    TransferFailed = 741,
    ReferMalformed = 742,
    ReferDialogUnknown = 743,
    ReferDialogForeign = 744,
    ReferNotTaken = 745,
    Redirected = 746,

    // What is no call: 747-759.
    EventNotListed = 747,
    MethodNotTaken = 748,
    BodyTooLong = 749,
    BodyNotPassed = 750,
    PassingFull = 751,

    // INVITE with Replaces: 760-769.
    ReplacesUnknown = 760,
    ReplacesAnswered = 761,
    ReplacesPending = 762,
}
