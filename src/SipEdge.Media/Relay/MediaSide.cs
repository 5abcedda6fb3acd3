namespace SipEdge.Media.Relay;

/// <summary>The two sides of a relayed session: A is who called, B is who was called.</summary>
public enum MediaSide : byte
{
    A,
    B,
}
