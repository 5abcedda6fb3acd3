namespace SipEdge.Core.Configuration;

internal static class CallLimitValidator
{
    private const int MostCalls = 1_000_000;

    public static void Validate(CallLimitOptions limits, string path, ProblemList problems)
    {
        Check("max_calls", limits.MaxCalls, MostCalls);
        Check("max_inbound", limits.MaxInbound, MostCalls);
        Check("max_outbound", limits.MaxOutbound, MostCalls);
        Check("calls_per_second", limits.CallsPerSecond, 100_000);
        Check("kbit_per_second", limits.KbitPerSecond, 100_000_000);
        Rules.Range(problems, $"{path}.full_status", limits.FullStatus, 400, 699);
        if (limits.FullStatus is 401 or 407)
        {
            problems.Error($"{path}.full_status", $"{limits.FullStatus} asks for credentials, which would not help", "503");
        }
        if (limits.MaxCalls < Math.Max(limits.MaxInbound ?? 0, limits.MaxOutbound ?? 0))
        {
            problems.Warning($"{path}.max_calls", "is less than one direction alone may have");
        }

        void Check(string key, int? value, int most)
        {
            if (value is { } number)
            {
                Rules.Range(problems, $"{path}.{key}", number, 1, most);
            }
        }
    }
}
