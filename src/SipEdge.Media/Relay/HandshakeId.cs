namespace SipEdge.Media.Relay;

/// <summary>
/// One attempt at an association of one stream. Attempts count up, so that what an earlier one still had to say is told from
/// the present one's.
/// </summary>
internal readonly record struct HandshakeId(MediaSessionId Session, MediaSide Side, int Attempt)
{
    /// <summary>The stream alone: a slot has two.</summary>
    public int Place => (2 * Session.Index) + (int)Side;
}
