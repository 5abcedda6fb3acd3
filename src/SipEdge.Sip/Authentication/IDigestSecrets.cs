namespace SipEdge.Sip.Authentication;

/// <summary>What a client may answer challenges with. It says nothing of a secret but the hash that one answer needs.</summary>
public interface IDigestSecrets
{
    /// <summary>Not escaped.</summary>
    ReadOnlySpan<byte> Username { get; }

    /// <summary>Challenges with a weaker one are not answered, whatever else is offered.</summary>
    DigestAlgorithm MinAlgorithm { get; }

    /// <summary>
    /// Whether challenges of this realm are answered at all. A server names its realm itself: without this question any of them
    /// could collect answers to guess the password from.
    /// </summary>
    bool Covers(ReadOnlySpan<byte> realm);

    /// <summary>Writes HA1 in hexadecimal and returns its length; 0 when there is none for this algorithm.</summary>
    /// <param name="algorithm">The challenge's.</param>
    /// <param name="realm">Covered; not escaped.</param>
    /// <param name="hex">At least <see cref="DigestAlgorithms.MaxHexLength"/> bytes.</param>
    int WriteHa1(DigestAlgorithm algorithm, ReadOnlySpan<byte> realm, Span<byte> hex);
}
