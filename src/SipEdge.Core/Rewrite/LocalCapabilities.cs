using SipEdge.Core.Configuration;

namespace SipEdge.Core.Rewrite;

/// <summary>What the edge says it can do, as header lines ready to be written.</summary>
public static class LocalCapabilities
{
    public const int MaxForwards = 70;

    public static ReadOnlySpan<byte> AllowLine => "Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE, PRACK\r\n"u8;

    /// <summary>To who asks for another package; one that a trunk passes besides is not told to everybody.</summary>
    public static ReadOnlySpan<byte> AllowEventsLine => "Allow-Events: message-summary\r\n"u8;

    /// <summary>And what a trunk or a phone may do besides: a phone that is not told hides its transfer key, a PBX sends no Replaces.</summary>
    public static ReadOnlySpan<byte> MoreAllowed(SignallingOptions peer) =>
        peer switch
        {
            { Refer: ReferMode.Reject, TakesReplaces: false } => [],
            { TakesReplaces: false } => "Allow: REFER, NOTIFY\r\n"u8,
            { Refer: ReferMode.Reject } => "Supported: replaces\r\n"u8,
            _ => "Allow: REFER, NOTIFY\r\nSupported: replaces\r\n"u8,
        };

    public static ReadOnlySpan<byte> AcceptLine => "Accept: application/sdp\r\n"u8;

    /// <summary>Bodies of INFO that were asked for; others pass as well, unless they may show an address of the other side.</summary>
    public static ReadOnlySpan<byte> AcceptInfoLine => "Accept: application/dtmf-relay, application/dtmf\r\n"u8;

    /// <summary>What a 200 to OPTIONS carries (RFC 3261 §11.2).</summary>
    public static ReadOnlySpan<byte> OptionsLines =>
        "Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE, PRACK\r\nAccept: application/sdp\r\nAccept-Encoding: identity\r\n"u8;
}
