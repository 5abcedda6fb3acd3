using System.Text.Json.Serialization;

namespace SipEdge.Doctor;

/// <summary>One layer of one target, tried.</summary>
/// <param name="Layer">Which.</param>
/// <param name="Subject">Of what: the trunk, a gateway, or an address with its transport.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Evidence">What was seen, in one line. Never a secret.</param>
public sealed record TestStep(TestLayer Layer, string Subject, TestOutcome Outcome, string Evidence)
{
    public double? Milliseconds { get; init; }

    public TestFault Fault => Symptom?.Fault ?? TestFault.None;

    [JsonIgnore]
    public Symptom? Symptom { get; init; }

    public string? Cause => Symptom is null ? null : Diagnosis.Of(Symptom).Cause;

    public string? Remedy => Symptom is null ? null : Diagnosis.Of(Symptom).Remedy;

    /// <summary>For scripts: everything that was seen, by name.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();

    public static TestStep Ok(TestLayer layer, string subject, string evidence) => new(layer, subject, TestOutcome.Ok, evidence);

    public static TestStep Skip(TestLayer layer, string subject, string why) => new(layer, subject, TestOutcome.Skipped, why);

    public static TestStep Fail(TestLayer layer, string subject, string evidence, Symptom symptom) =>
        new(layer, subject, TestOutcome.Failed, evidence) { Symptom = symptom };

    public static TestStep Note(TestLayer layer, string subject, string evidence, Symptom symptom) =>
        new(layer, subject, TestOutcome.Noted, evidence) { Symptom = symptom };
}
