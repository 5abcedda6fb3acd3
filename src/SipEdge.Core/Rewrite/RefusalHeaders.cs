using System.Text;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Rewrite;

/// <summary>The headers that a refusal owes its reader.</summary>
public static class RefusalHeaders
{
    private const int RetryAfterSeconds = 5;

    /// <summary>
    /// The reason code, to a trunk that may know it (reason_header): "Reason: SIP;cause=403;text="caller_not_owned"".
    /// Deviates: RFC 3326 §2 has the header in responses only where a status asks for it; peers that do not look for it skip it.
    /// </summary>
    /// <param name="caller">Whose call is refused.</param>
    public static void WriteReason(ref SipWriter writer, ReasonCode reason, int status, TrunkModel? caller)
    {
        if (caller is not { ReasonHeader: true })
        {
            return;
        }
        writer.Begin(HeaderId.Reason);
        writer.Append("SIP;cause="u8);
        writer.Append(status);
        writer.Append(";text=\""u8);
        Span<byte> name = stackalloc byte[64];
        writer.Append(name[..Encoding.ASCII.GetBytes(ReasonCodes.Name(reason), name)]);
        writer.Append((byte)'"');
        writer.End();
    }

    /// <param name="request">What is refused; empty where the reason has nothing to say of it.</param>
    /// <param name="writer">Gets them.</param>
    /// <param name="session">Of the trunk that asked.</param>
    public static void Write(
        ref SipWriter writer, ReasonCode reason, scoped in SipMessageView request, SessionRules? session = null)
    {
        session ??= SessionRules.Default;
        switch (reason)
        {
            case ReasonCode.TooManyCalls or ReasonCode.Draining or ReasonCode.MediaUnavailable or ReasonCode.TrunkFull
                or ReasonCode.TrunkRate or ReasonCode.TrunkBandwidth or ReasonCode.GroupFull or ReasonCode.PhoneTableFull
                or ReasonCode.PassingFull:
                writer.Header(HeaderId.RetryAfter, RetryAfterSeconds);
                break;
            case ReasonCode.UnsupportedMediaType:
                writer.Lines(LocalCapabilities.AcceptLine);
                break;
            case ReasonCode.EventNotListed:
                writer.Lines(LocalCapabilities.AllowEventsLine); // RFC 6665 §4.1.2
                break;
            case ReasonCode.UnsupportedMethod or ReasonCode.MethodNotTaken:
                writer.Lines(LocalCapabilities.AllowLine);
                break;
            case ReasonCode.SipsNeedsTls:
                writer.Header(HeaderId.Warning, "380 sipedge \"SIPS Not Allowed\""u8); // RFC 5630 §5.1.2
                break;
            // RFC 3261 §20.43.
            case ReasonCode.NoCommonMedia or ReasonCode.FaxRefused or ReasonCode.SrtpRequired or ReasonCode.SrtpRefused:
                writer.Header(HeaderId.Warning, "304 sipedge \"Media type not available\""u8);
                break;
            case ReasonCode.CodecNotAllowed:
                writer.Header(HeaderId.Warning, "305 sipedge \"Incompatible media format\""u8);
                break;
            case ReasonCode.MediaAddressRefused:
                writer.Header(HeaderId.Warning, "399 sipedge \"Media address not allowed\""u8);
                break;
            case ReasonCode.BadExtension:
                Extensions.WriteUnsupported(ref writer, request, session);
                break;
            case ReasonCode.ExtensionNeeded:
                writer.Header(HeaderId.Require, OptionTags.Rel100); // RFC 3261 §21.4.16
                break;
            case ReasonCode.SessionTooShort:
                writer.Header(HeaderId.MinSe, session.MinSe); // RFC 4028 §9
                break;
            default:
                break;
        }
    }
}
