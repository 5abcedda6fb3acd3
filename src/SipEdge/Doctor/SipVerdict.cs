using SipEdge.Sip.Authentication;
using SipEdge.Sip.Transport;

namespace SipEdge.Doctor;

/// <summary>What a SIP answer, or the lack of one, says about the peer.</summary>
internal static class SipVerdict
{
    public static TestFault OfFlow(FlowFailure failure) => failure.Fault switch
    {
        FlowFault.None => TestFault.Silent,
        FlowFault.Refused => TestFault.ConnectionRefused,
        FlowFault.Unreachable => TestFault.Unreachable,
        FlowFault.ConnectTimeout => TestFault.ConnectTimeout,
        FlowFault.HandshakeTimeout => TestFault.HandshakeTimeout,
        FlowFault.UnknownAuthority => TestFault.UnknownAuthority,
        FlowFault.NameMismatch => TestFault.NameMismatch,
        FlowFault.Expired => TestFault.CertificateExpired,
        FlowFault.WrongUsage => TestFault.WrongUsage,
        FlowFault.PinMismatch => TestFault.PinMismatch,
        FlowFault.NoClientCertificate => TestFault.NoClientCertificate,
        FlowFault.NoSharedVersion => TestFault.NoSharedVersion,
        FlowFault.NoSharedSuite => TestFault.NoSharedSuite,
        FlowFault.Plaintext => TestFault.Plaintext,
        FlowFault.ClosedByPeer => TestFault.ClosedByPeer,
        FlowFault.Alert => TestFault.TlsAlert,
        _ => throw new ArgumentOutOfRangeException(nameof(failure), failure, "No such fault."),
    };

    /// <summary>Of OPTIONS outside a dialog. Any answer shows that the peer lives; some say that it will not serve us.</summary>
    /// <param name="status">Of the answer.</param>
    /// <param name="sips">It was asked with a sips address.</param>
    public static TestFault OfOptions(int status, bool sips) => status switch
    {
        416 => TestFault.SipsRefused,
        403 or 480 when sips => TestFault.SipsRefused,
        403 => TestFault.AddressRefused,
        503 => TestFault.Unavailable,
        500 or 502 or 504 or 580 => TestFault.ServerFailure,
        _ => TestFault.None,
    };

    /// <param name="status">Of the answer; no 401 or 407.</param>
    public static TestFault OfRegister(int status) => status switch
    {
        >= 200 and < 300 => TestFault.None,
        416 => TestFault.SipsRefused,
        403 or 603 => TestFault.RegisterForbidden,
        404 or 604 => TestFault.AccountUnknown,
        405 or 501 => TestFault.NoRegistrar,
        423 => TestFault.ExpiresTooBrief,
        503 => TestFault.Unavailable,
        500 or 502 or 504 => TestFault.ServerFailure,
        _ => TestFault.RegisterRefused,
    };

    /// <summary>A busy or absent subscriber is no fault of a trunk: the call got there.</summary>
    /// <param name="status">Of the final answer; no 401 or 407.</param>
    public static TestFault OfInvite(int status) => status switch
    {
        (>= 200 and < 300) or 486 or 600 or 480 => TestFault.None,
        416 => TestFault.SipsRefused,
        403 => TestFault.CallForbidden,
        404 or 484 or 604 or 485 => TestFault.NumberUnknown,
        488 or 606 or 415 => TestFault.MediaRefused,
        603 or 607 or 608 => TestFault.Declined,
        408 => TestFault.NoRinging,
        503 => TestFault.Unavailable,
        500 or 502 or 504 => TestFault.ServerFailure,
        _ => TestFault.CallRefused,
    };

    /// <summary>Of a challenge that cannot be answered.</summary>
    public static TestFault OfChallenge(ChallengeOutcome outcome) => outcome switch
    {
        ChallengeOutcome.Answerable => TestFault.None,
        ChallengeOutcome.ForeignRealm => TestFault.RealmNotConfigured,
        ChallengeOutcome.WeakAlgorithm => TestFault.WeakAlgorithm,
        ChallengeOutcome.Rejected => TestFault.WrongPassword,
        ChallengeOutcome.TooManyRounds => TestFault.NonceLoop,
        _ => TestFault.ChallengeNotUnderstood,
    };

    /// <summary>How long a registrar keeps a binding, against what was asked.</summary>
    public static TestFault OfGranted(int granted, int asked) => granted switch
    {
        < 20 => TestFault.ExpiresTooShort,
        _ when granted > asked && granted > 86_400 => TestFault.ExpiresTooLong,
        _ => TestFault.None,
    };
}
