using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>Realms whose challenges are answered, of whomever.</summary>
internal static class RealmsValidator
{
    private const int LongestRealm = 255;

    /// <param name="danger">What comes of answering every realm.</param>
    /// <param name="better">What to write instead.</param>
    public static void Validate(
        ImmutableArray<string> realms, string path, string danger, string better, ProblemList problems)
    {
        for (var i = 0; i < realms.Length; i++)
        {
            if (realms[i].Length is 0 or > LongestRealm || realms[i].Any(char.IsControl))
            {
                problems.Error($"{path}[{i}]", "a realm has 1 to 255 printable characters");
            }
        }
        if (!realms.Contains(TrunkAuthOptions.AnyRealm))
        {
            return;
        }
        problems.Warning(path, danger, better);
        if (realms.Length > 1)
        {
            problems.Error(path, "\"*\" is every realm; another beside it says nothing");
        }
    }
}
