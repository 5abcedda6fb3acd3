namespace SipEdge.Core.Configuration;

internal static class CircuitOptionsValidator
{
    public static void Validate(CircuitOptions circuit, string path, ProblemList problems)
    {
        Rules.Range(problems, $"{path}.failure_percent", circuit.FailurePercent, 1, 100);
        Rules.Range(problems, $"{path}.calls", circuit.Calls, 2, 10_000);
        Rules.Range(problems, $"{path}.window", circuit.Window, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        Rules.Range(problems, $"{path}.open", circuit.Open, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Rules.Range(problems, $"{path}.open_max", circuit.OpenMax, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        Rules.Range(problems, $"{path}.trials", circuit.Trials, 1, CircuitRules.MostTrials);
        if (circuit.OpenMax < circuit.Open)
        {
            problems.Error($"{path}.open_max", "is shorter than open", $"{DurationText.Write(circuit.Open)} or more");
        }
    }
}
