using SipEdge.Media.Sdp;

namespace SipEdge.Media.Negotiation;

/// <summary>What a direction says of sending, however a stream is held (RFC 3264 §5.1, §8.4).</summary>
internal static class HoldDirection
{
    public static bool Sends(MediaDirection direction) => direction is MediaDirection.SendRecv or MediaDirection.SendOnly;

    public static bool Receives(MediaDirection direction) => direction is MediaDirection.SendRecv or MediaDirection.RecvOnly;

    /// <summary>
    /// The direction that a description means: an address of zeros takes nothing, whatever its attribute says (RFC 2543 style).
    /// </summary>
    public static MediaDirection Meant(MediaDirection written, bool heldByAddress) => (written, heldByAddress) switch
    {
        (_, false) => written,
        (MediaDirection.SendRecv or MediaDirection.SendOnly, _) => MediaDirection.SendOnly,
        _ => MediaDirection.Inactive,
    };

    /// <summary>The answer of somebody who does all that the offer lets them (RFC 3264 §6.1).</summary>
    public static MediaDirection Mirror(MediaDirection offered) => offered switch
    {
        MediaDirection.SendOnly => MediaDirection.RecvOnly,
        MediaDirection.RecvOnly => MediaDirection.SendOnly,
        _ => offered,
    };

    /// <summary>
    /// What an answer may say to an offer: an answerer who says too much is cut back to what was offered (RFC 3264 §6.1).
    /// </summary>
    public static MediaDirection Within(MediaDirection answered, MediaDirection offered) =>
        (Sends(answered) && Receives(offered), Receives(answered) && Sends(offered)) switch
        {
            (true, true) => MediaDirection.SendRecv,
            (true, false) => MediaDirection.SendOnly,
            (false, true) => MediaDirection.RecvOnly,
            _ => MediaDirection.Inactive,
        };

    public static ReadOnlySpan<byte> Line(MediaDirection direction) => direction switch
    {
        MediaDirection.SendOnly => "a=sendonly"u8,
        MediaDirection.RecvOnly => "a=recvonly"u8,
        MediaDirection.Inactive => "a=inactive"u8,
        _ => "a=sendrecv"u8,
    };
}
