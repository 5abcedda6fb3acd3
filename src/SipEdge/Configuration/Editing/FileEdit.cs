using System.Security.Cryptography;
using System.Text;
using SipEdge.Core.Configuration;
using SipEdge.Files;

namespace SipEdge.Configuration.Editing;

/// <summary>
/// Takes steps on a configuration file: reads, edits, checks what comes of it as <c>sipedge check</c> does, and writes it whole
/// or not at all. Two at once wait for each other; an editor that saves in between is noticed, and the steps are taken again.
/// </summary>
internal static class FileEdit
{
    private const int Attempts = 5;
    private const long LargestFile = 32 * 1024 * 1024;

    /// <exception cref="EditRefusedException">The file cannot be edited, or has no such object.</exception>
    public static FileEditResult Apply(string path, Action<AccessEdits> steps, bool dryRun)
    {
        // The file itself may be linked to; what it refers to is relative to where it was named.
        var named = Path.GetFullPath(path);
        var file = AtomicFile.Target(named);
        using var held = DirectoryLock.Take(Path.GetDirectoryName(file)!);
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var bytes = Read(file);
            var edits = new AccessEdits(YamlText.Decode(bytes), Path.GetDirectoryName(named)!);
            var before = edits.Yaml;
            steps(edits);
            var result = Check(named, before, edits);
            if (dryRun || result.HasErrors || result.Diff is null)
            {
                return result;
            }
            if (TryWrite(file, bytes, edits, held))
            {
                return result with { Written = true };
            }
        }
        throw new EditRefusedException($"{named} keeps changing while it is edited; nothing was written");
    }

    private static byte[] Read(string file)
    {
        if (new FileInfo(file).Length > LargestFile)
        {
            throw new EditRefusedException("the file is larger than 32 MB");
        }
        return File.ReadAllBytes(file);
    }

    private static FileEditResult Check(string named, YamlText before, AccessEdits edits)
    {
        if (edits.Yaml.Text == before.Text)
        {
            return new FileEditResult(named, edits.Changes);
        }
        var directory = Path.GetDirectoryName(named)!;
        var old = ConfigurationFile.LoadText(before.Document, named, directory);
        var loaded = ConfigurationFile.LoadText(edits.Yaml.Document, named, directory);
        var expected = edits.Secrets.Select(static secret => secret.ProblemPath).ToHashSet(StringComparer.Ordinal);
        var result = new FileEditResult(named, edits.Changes)
        {
            Problems = [.. loaded.Problems.Where(problem => !expected.Contains(problem.Path))],
            Notes = [.. Notes(old.Options, loaded.Options)],
            Secrets = [.. edits.Secrets],
            Diff = LineDiff.Write(named, before.Text, edits.Yaml.Text),
        };
        return result.HasErrors ? result with { Problems = AsItStands(result.Problems, named, before, edits.Yaml) } : result;
    }

    /// <summary>Problems of a file that is not written: the lines are those of the one that is there, and new ones have none.</summary>
    private static IReadOnlyList<Problem> AsItStands(IReadOnlyList<Problem> problems, string named, YamlText before, YamlText after)
    {
        var origins = LineDiff.Origins(before.Text, after.Text);
        return
        [
            .. problems.Select(problem => problem.File != named
                ? problem
                : problem with
                {
                    Position = problem.Position with { Line = origins.ElementAtOrDefault(problem.Position.Line - 1) },
                }),
        ];
    }

    /// <summary>What an ACL asks for follows from what it lists: adding an address or an account may change it.</summary>
    private static IEnumerable<string> Notes(EdgeOptions? old, EdgeOptions? next)
    {
        if (old is null || next is null)
        {
            yield break;
        }
        foreach (var (name, acl) in next.Acls)
        {
            if (old.Acls.TryGetValue(name, out var was) && Asks(was) is { } asked && Asks(acl) is { } asks && asked != asks)
            {
                yield return $"ACL {name} asked for {asked} and now asks for {asks}";
            }
        }
    }

    private static string? Asks(AclOptions acl) => acl.EffectiveRequire switch
    {
        _ when acl.Addresses.IsEmpty && !acl.HasCredentials => null,
        RequireMode.Any => "an address or a credential",
        RequireMode.Ip => "an address",
        RequireMode.Credential => "a credential",
        _ => "an address and a credential",
    };

    /// <summary>False when somebody else changed the file meanwhile: nothing is left of this attempt then.</summary>
    private static bool TryWrite(string file, byte[] before, AccessEdits edits, DirectoryLock held)
    {
        var rights = FileRights.Of(file);
        var made = new List<string>();
        var written = false;
        try
        {
            foreach (var secret in edits.Secrets)
            {
                WriteSecret(secret, rights.OfSecret());
                made.Add(secret.File);
            }
            if (Read(file).AsSpan().SequenceEqual(before))
            {
                AtomicFile.Write(file, edits.Yaml.Encode(), rights, held);
                written = true;
            }
        }
        finally
        {
            if (!written)
            {
                made.ForEach(File.Delete);
            }
        }
        return written;
    }

    private static void WriteSecret(NewSecret secret, FileRights rights)
    {
        var directory = Path.GetDirectoryName(secret.File)!;
        if (!Directory.Exists(directory))
        {
            AtomicFile.MakeDirectory(directory, rights);
        }
        using var held = DirectoryLock.Take(directory);
        var password = secret.Content ?? RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 24);
        AtomicFile.Write(secret.File, Encoding.UTF8.GetBytes(password + "\n"), rights, held);
    }
}
