using SipEdge.Sip.Messages;

namespace SipEdge.Core.Calls;

/// <summary>What a body is, as far as calls care.</summary>
internal static class ContentTypes
{
    public static ReadOnlySpan<byte> Sdp => "application/sdp"u8;

    /// <summary>The body is a session description (type compared without case and parameters, RFC 3261 §20.15).</summary>
    public static bool IsSdp(in SipMessageView message)
    {
        var value = message.First(HeaderId.ContentType);
        var end = value.IndexOf((byte)';');
        return System.Text.Ascii.EqualsIgnoreCase((end < 0 ? value : value[..end]).TrimEnd(" \t"u8), Sdp);
    }
}
