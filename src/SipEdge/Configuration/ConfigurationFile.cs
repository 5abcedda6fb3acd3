using System.Text;
using SipEdge.Core.Configuration;

namespace SipEdge.Configuration;

/// <summary>
/// From a YAML file to a model: read, check, fetch secrets and certificates, compile. Every problem comes at once, with its
/// place; <c>sipedge check</c> and <c>sipedge run</c> take this same way.
/// </summary>
public static class ConfigurationFile
{
    /// <summary>A hundred thousand address entries are 5 MB.</summary>
    private const long LargestFile = 32 * 1024 * 1024;

    public static LoadedConfiguration Load(string path) => Load(path, effective: null);

    /// <param name="path">Of the file.</param>
    /// <param name="effective">Gets every value.</param>
    internal static LoadedConfiguration Load(string path, EffectiveValues? effective)
    {
        var file = Path.GetFullPath(path);
        var positions = new ConfigPositions(path);
        var problems = new ProblemList(positions);
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (ReadBounded(stream) is { } bytes)
            {
                using var reader = new StreamReader(bytes, Encoding.UTF8);
                return Load(reader.ReadToEnd(), Path.GetDirectoryName(file) ?? "/", positions, problems, null, effective);
            }
            problems.Error(string.Empty, "the file is larger than 32 MB");
            return new LoadedConfiguration { File = path, Positions = positions, Problems = problems };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems.Error(string.Empty, $"cannot be read: {FileProblem.Describe(error)}");
            return new LoadedConfiguration { File = path, Positions = positions, Problems = problems };
        }
    }

    /// <summary>The built-in default, in the same form.</summary>
    public static LoadedConfiguration LoadDefault() => new()
    {
        File = null,
        Options = DefaultConfiguration.Options,
        Model = EdgeModel.Default,
        Compile = static _ => EdgeModel.Default,
        Positions = ConfigPositions.None,
        Problems = [],
    };

    /// <summary>Text that is in no file: tests, and what <c>sipedge init</c> is about to write.</summary>
    internal static LoadedConfiguration LoadText(
        string text, string name, string directory, ISet<string>? keys = null, EffectiveValues? effective = null)
    {
        var positions = new ConfigPositions(name);
        return Load(text, directory, positions, new ProblemList(positions), keys, effective);
    }

    /// <summary>Null when there is too much; counted while reading, because a pipe does not say its length.</summary>
    private static MemoryStream? ReadBounded(FileStream stream)
    {
        var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > LargestFile)
            {
                return null;
            }
        }
        bytes.Position = 0;
        return bytes;
    }

    private static LoadedConfiguration Load(
        string text, string directory, ConfigPositions positions, ProblemList problems, ISet<string>? keys,
        EffectiveValues? effective)
    {
        using var reader = new StringReader(text);
        var root = YamlTree.Read(positions.File, reader, problems);
        if (root is null)
        {
            return new LoadedConfiguration
            {
                File = positions.File,
                Text = text,
                Positions = positions,
                Problems = problems,
            };
        }
        root = TrunkProfiles.Apply(root, positions, problems);
        var context = new ReadContext(directory, positions, problems)
        {
            Keys = keys,
            Effective = effective,
        };
        var options = EdgeOptionsReader.Read(root, context);
        EdgeOptionsValidator.Validate(options, problems);
        var secrets = SecretResolver.Resolve(options, problems);
        SecretsValidator.Validate(options, secrets, problems);
        var certificates = CertificateReader.Read(options, TimeProvider.System.GetUtcNow(), problems);
        var authorities = CertificateReader.ReadAuthorities(options, problems);
        var clips = AnnouncementReader.Read(options, problems);
        Func<NameBook, EdgeModel>? compile = problems.HasErrors
            ? null
            : names => ModelCompiler.Compile(options, secrets, positions, clips, names);
        return new LoadedConfiguration
        {
            File = positions.File,
            Text = text,
            Options = options,
            Model = compile?.Invoke(NameBook.Empty),
            Compile = compile,
            Certificates = certificates,
            Authorities = authorities,
            Positions = positions,
            Problems = problems,
        };
    }
}
