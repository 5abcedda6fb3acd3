namespace SipEdge.Core.Configuration;

/// <summary>How one trunk writes telephone numbers, and the numbering plan of the place it stands in.</summary>
public sealed record NumberOptions
{
    /// <summary>What <see cref="InternationalPrefix"/> is in most countries (ITU-T E.164 recommends it).</summary>
    public const string CommonInternationalPrefix = "00";

    /// <summary>Country code, without + or zeros.</summary>
    public string? Country { get; init; }

    /// <summary>What is dialled before a national number. Null: nothing, as in Italy, Spain or Denmark.</summary>
    public string? NationalPrefix { get; init; }

    /// <summary>What is dialled before a country code.</summary>
    public string? InternationalPrefix { get; init; }

    /// <summary>How the trunk wants numbers.</summary>
    public NumberFormatOptions Out { get; init; } = new();

    /// <summary>How to read the numbers that the trunk sends.</summary>
    public NumberFormatOptions In { get; init; } = new();

    /// <summary>Digits in front of the formatted called number.</summary>
    public string? TechPrefix { get; init; }

    /// <summary>
    /// The number that a call without a usable called number is for, and the caller's number where a caller has none.
    /// </summary>
    public string? DefaultNumber { get; init; }

    public string EffectiveInternationalPrefix => InternationalPrefix ?? CommonInternationalPrefix;
}
