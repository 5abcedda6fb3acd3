namespace SipEdge.Media.Relay;

/// <summary>What the handshake thread has done since it started.</summary>
/// <param name="Live">Associations held now, those included that only wait whether their peer missed something.</param>
/// <param name="Begun">Associations begun.</param>
/// <param name="Established">Of them, those that gave keys.</param>
/// <param name="Failed">Of them, those that never will.</param>
/// <param name="DatagramsDropped">Datagrams, either way, that found queues or buffers full.</param>
public readonly record struct HandshakeCounts(int Live, long Begun, long Established, long Failed, long DatagramsDropped);
