namespace SipEdge.Doctor;

/// <summary>Everything that a test can find wrong. Each has its cause and cure in <see cref="Diagnosis"/>.</summary>
public enum TestFault
{
    None,

    TrunkDisabled,
    NoOutboundGateway,
    NoListener,

    NameUnknown,
    DnsUnanswered,
    NameWithoutAddress,
    ServiceDenied,
    NoSharedTransport,

    PortClosed,
    UdpSilent,
    ConnectionRefused,
    ConnectTimeout,
    Unreachable,

    HandshakeTimeout,
    UnknownAuthority,
    NameMismatch,
    CertificateExpired,
    WrongUsage,
    PinMismatch,
    NoClientCertificate,
    NoSharedVersion,
    NoSharedSuite,
    Plaintext,
    ClosedInHandshake,
    TlsAlert,

    /// <summary>Within a fortnight.</summary>
    CertificateExpiresSoon,

    Silent,
    ClosedByPeer,
    TlsExpected,
    Garbage,
    SipsRefused,
    AddressRefused,
    Unavailable,
    ServerFailure,

    /// <summary>OPTIONS gets no answer, other requests do.</summary>
    OptionsIgnored,

    NoCredentials,
    ChallengeNeedsTls,
    ChallengeNotUnderstood,
    RealmNotConfigured,
    WeakAlgorithm,
    WrongPassword,
    NonceLoop,
    RegisterForbidden,
    AccountUnknown,
    NoRegistrar,
    ExpiresTooBrief,
    ExpiresTooShort,
    ExpiresTooLong,
    BindingNotListed,
    RegisterRefused,

    CallForbidden,
    NumberUnknown,
    MediaRefused,
    Declined,
    CallSilent,
    NoRinging,
    CallRefused,
    NoAudio,
    MediaUnreadable,
}
