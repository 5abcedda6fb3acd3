namespace SipEdge.Cli;

/// <summary>What a script can tell from a verb's exit.</summary>
public static class ExitCode
{
    public const int Success = 0;

    /// <summary>
    /// The verb did its work and the answer is no: problems found, reload refused, demo failed, edge did not start.
    /// </summary>
    public const int Failed = 1;

    /// <summary>The command line was not understood.</summary>
    public const int Usage = 2;

    /// <summary>There is no edge to ask.</summary>
    public const int NotRunning = 3;
}
