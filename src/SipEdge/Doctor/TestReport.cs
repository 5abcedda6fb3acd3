using System.Text.Json.Serialization;
using SipEdge.Admin;

namespace SipEdge.Doctor;

/// <summary>What a test of a trunk found.</summary>
/// <param name="Trunk">Its name.</param>
/// <param name="FirstFailure">The step to begin with; null: nothing failed.</param>
/// <param name="Steps">In the order they were tried.</param>
/// <param name="Edge">Where the registration of a running edge stands; null: none runs, or the trunk does not register.</param>
public sealed record TestReport(string Trunk, TestStep? FirstFailure, IReadOnlyList<TestStep> Steps, RegistrationReport? Edge)
{
    public bool Passed => FirstFailure is null;

    /// <summary>What an operator wants to know at the end.</summary>
    public IReadOnlyList<TestCheck> Checks => TestCheck.Of(Steps, Edge);

    public static TestReport Of(string trunk, IReadOnlyList<TestStep> steps, RegistrationReport? edge) =>
        new(trunk, steps.FirstOrDefault(static step => step.Outcome == TestOutcome.Failed), steps, edge);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SnakeCase<TestLayer>), typeof(SnakeCase<TestOutcome>), typeof(SnakeCase<TestFault>)])]
[JsonSerializable(typeof(TestReport))]
[JsonSerializable(typeof(ProbeReport))]
internal sealed partial class DoctorJson : JsonSerializerContext;
