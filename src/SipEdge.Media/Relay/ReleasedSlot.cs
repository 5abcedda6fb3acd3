namespace SipEdge.Media.Relay;

/// <summary>A slot that a loop has let go of: its sockets are closed, its ports may be given back.</summary>
internal readonly record struct ReleasedSlot(int Index, UInt128 AddressA, ushort PortA, UInt128 AddressB, ushort PortB);
