namespace SipEdge.Media.Dtmf;

/// <summary>
/// One key pressed once. Plain data. It is the caller's secret, often a PIN: it is carried and counted, never logged.
/// </summary>
public readonly record struct DigitPress(DtmfDigit Digit, int Milliseconds)
{
    /// <summary>The shortest press sent: ITU-T Q.24 has receivers take 40 ms.</summary>
    public const int MinMilliseconds = 40;

    /// <summary>The longest press sent; who holds a key longer is heard for this long.</summary>
    public const int MaxMilliseconds = 5000;

    /// <summary>For a press whose length nobody said.</summary>
    public const int UsualMilliseconds = 160;

    /// <summary>Says nothing of the key.</summary>
    public override string ToString() => $"a digit of {Milliseconds} ms";

    /// <summary>The same key for as long as it may be sent.</summary>
    public DigitPress Bounded() => this with { Milliseconds = Math.Clamp(Milliseconds, MinMilliseconds, MaxMilliseconds) };
}
