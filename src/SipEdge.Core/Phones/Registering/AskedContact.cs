namespace SipEdge.Core.Phones.Registering;

/// <summary>One contact of a question to the PBX. Immutable after construction.</summary>
/// <param name="Token">What the PBX knows it by.</param>
/// <param name="Uri">What the phone calls itself.</param>
/// <param name="Seconds">What the phone would get; 0: it goes.</param>
/// <param name="Quality">The q that came with it; empty without.</param>
internal sealed record AskedContact(UInt128 Token, byte[] Uri, int Seconds, byte[] Quality);
