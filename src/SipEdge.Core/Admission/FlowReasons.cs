using System.Globalization;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Admission;

/// <summary>What records and metrics call it when a next hop could not be reached.</summary>
public static class FlowReasons
{
    /// <summary>"tls_unknown_ca"; an alert with its number and name: "tls_alert (48 unknown_ca)".</summary>
    public static string Describe(FlowFailure failure) => failure.Alert == 0
        ? ReasonCodes.Name(Of(failure))
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{ReasonCodes.Name(Of(failure))} ({failure.Alert} {FlowFailure.AlertName(failure.Alert)})");

    public static ReasonCode Of(FlowFailure failure) => failure.Fault switch
    {
        FlowFault.Refused => ReasonCode.ConnectionRefused,
        FlowFault.Unreachable => ReasonCode.HostUnreachable,
        FlowFault.ConnectTimeout => ReasonCode.ConnectTimeout,
        FlowFault.HandshakeTimeout => ReasonCode.TlsTimeout,
        FlowFault.Alert => ReasonCode.TlsAlert,
        FlowFault.UnknownAuthority => ReasonCode.TlsUnknownCa,
        FlowFault.NameMismatch => ReasonCode.TlsNameMismatch,
        FlowFault.Expired => ReasonCode.TlsExpired,
        FlowFault.WrongUsage => ReasonCode.TlsWrongUsage,
        FlowFault.PinMismatch => ReasonCode.TlsPinMismatch,
        FlowFault.NoClientCertificate => ReasonCode.TlsNoClientCertificate,
        FlowFault.NoSharedVersion => ReasonCode.TlsNoSharedVersion,
        FlowFault.NoSharedSuite => ReasonCode.TlsNoSharedSuite,
        FlowFault.Plaintext => ReasonCode.TlsPlaintext,
        FlowFault.ClosedByPeer => ReasonCode.ClosedByPeer,
        _ => ReasonCode.GatewayFailed,
    };
}
