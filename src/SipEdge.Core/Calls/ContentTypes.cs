using System.Text;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Calls;

/// <summary>What a body is, as far as calls care.</summary>
internal static class ContentTypes
{
    public static ReadOnlySpan<byte> Sdp => "application/sdp"u8;

    /// <summary>The body is a session description (type compared without case and parameters, RFC 3261 §20.15).</summary>
    public static bool IsSdp(in SipMessageView message) => Ascii.EqualsIgnoreCase(TypeOf(message), Sdp);

    /// <summary>
    /// A body that may tell one side where the other one is: a description, a message of SIP or parts of either, or what does not
    /// say what it is. Bodies that the edge does not write itself may not be these.
    /// </summary>
    public static bool MayShowAddresses(in SipMessageView message)
    {
        if (message.Body.IsEmpty)
        {
            return false;
        }
        var type = TypeOf(message);
        return type.IsEmpty || Ascii.EqualsIgnoreCase(type, Sdp) || IsOf(type, "multipart/"u8) || IsOf(type, "message/"u8);
    }

    private static ReadOnlySpan<byte> TypeOf(in SipMessageView message)
    {
        var value = message.First(HeaderId.ContentType);
        var end = value.IndexOf((byte)';');
        return (end < 0 ? value : value[..end]).Trim(" \t"u8);
    }

    private static bool IsOf(ReadOnlySpan<byte> type, ReadOnlySpan<byte> family) =>
        type.Length >= family.Length && Ascii.EqualsIgnoreCase(type[..family.Length], family);
}
