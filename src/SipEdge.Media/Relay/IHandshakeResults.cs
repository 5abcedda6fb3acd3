namespace SipEdge.Media.Relay;

/// <summary>Where the <see cref="HandshakeLoop"/> leaves what came of a handshake: one per media loop.</summary>
internal interface IHandshakeResults
{
    /// <summary>Never waits. False when there is no room.</summary>
    bool TryPost(in HandshakeResult result);
}
