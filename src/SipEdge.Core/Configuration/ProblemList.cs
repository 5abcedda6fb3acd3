using System.Collections;

namespace SipEdge.Core.Configuration;

/// <summary>Collects every complaint of one check, each with the place its path was written at.</summary>
public sealed class ProblemList(ConfigPositions positions) : IReadOnlyList<Problem>
{
    /// <summary>A file that is wrong a million times over must not fill the memory with saying so.</summary>
    public const int Most = 1000;

    private readonly List<Problem> _problems = [];
    private readonly HashSet<string> _missing = new(StringComparer.Ordinal);

    public int Count => _problems.Count;

    public bool HasErrors { get; private set; }

    public Problem this[int index] => _problems[index];

    public void Error(string path, string message, string? expected = null, string? suggestion = null) =>
        Add(new Problem(path, message, expected, suggestion));

    public void Warning(string path, string message, string? expected = null, string? suggestion = null) =>
        Add(new Problem(path, message, expected, suggestion, ProblemSeverity.Warning));

    /// <summary>A key that has to be there. What else there would be to say about its value is then not said.</summary>
    public void Missing(string path, string key)
    {
        Error(path, $"'{key}' is missing");
        _missing.Add(path.Length == 0 ? key : $"{path}.{key}");
    }

    public void Add(Problem problem)
    {
        if (_missing.Contains(problem.Path))
        {
            return;
        }
        HasErrors |= problem.Severity == ProblemSeverity.Error;
        if (_problems.Count == Most)
        {
            return;
        }
        _problems.Add(problem.File is not null || positions.File is null
            ? problem
            : problem with { File = positions.FileOf(problem.Path), Position = positions.Find(problem.Path) });
    }

    public IEnumerator<Problem> GetEnumerator() => _problems.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
