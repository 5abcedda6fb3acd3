namespace SipEdge.Core.Trunks;

/// <summary>Where a circuit stands. It is one word, so that every loop reads and writes the whole of it.</summary>
/// <param name="Openings">How often it has opened again before it had been closed for long; doubles the time that it stays open.</param>
/// <param name="Generation">Another one after each opening and closing: what a call from before has to say is not about now.</param>
/// <param name="Started">Half-open: calls that were let through.</param>
/// <param name="Well">Half-open: those that went well.</param>
/// <param name="Time">On the loops' clock. Closed: since when; open: until when; half-open: when the last call was let through.</param>
internal readonly record struct CircuitState(CircuitPhase Phase, int Openings, int Generation, int Started, int Well, long Time)
{
    public const int MostOpenings = (1 << OpeningsBits) - 1;
    public const int MostStarted = (1 << TrialsBits) - 1;

    private const int PhaseBits = 2;
    private const int OpeningsBits = 4;
    private const int GenerationBits = 8;
    private const int TrialsBits = 5;

    public byte NextGeneration => unchecked((byte)(Generation + 1));

    public static CircuitState Of(long word)
    {
        var bits = (ulong)word;
        return new CircuitState(
            (CircuitPhase)Take(ref bits, PhaseBits), Take(ref bits, OpeningsBits), Take(ref bits, GenerationBits),
            Take(ref bits, TrialsBits), Take(ref bits, TrialsBits), (long)bits);
    }

    public long ToWord()
    {
        var word = (ulong)Time;
        word = (word << TrialsBits) | (uint)Well;
        word = (word << TrialsBits) | (uint)Started;
        word = (word << GenerationBits) | (uint)Generation;
        word = (word << OpeningsBits) | (uint)Openings;
        return (long)((word << PhaseBits) | (uint)Phase);
    }

    private static int Take(ref ulong bits, int count)
    {
        var value = (int)(bits & ((1u << count) - 1));
        bits >>= count;
        return value;
    }
}
