using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace SipEdge.Tests.Architecture;

/// <summary>
/// One use: something in <paramref name="Member"/> of namespace <paramref name="From"/> names a type of <paramref name="To"/>.
/// </summary>
internal readonly record struct NamespaceUse(string From, string Member, string To);

/// <summary>
/// Reads which namespaces an assembly's compiled code names: base types, interfaces, constraints, signatures,
/// attributes, locals, catch clauses and every token in the IL. Names reached without a <c>using</c> are seen too.
/// </summary>
internal sealed class CompiledCode : ISignatureTypeProvider<bool, object?>
{
    private static readonly Dictionary<int, OperandType> Operands = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Size == 2 ? 0x100 | (code.Value & 0xFF) : code.Value, code => code.OperandType);

    private readonly HashSet<NamespaceUse> _uses = [];
    private readonly MetadataReader _metadata;
    private readonly PEReader _image;
    private string _from = "";
    private string _member = "";

    private CompiledCode(PEReader image)
    {
        _image = image;
        _metadata = image.GetMetadataReader();
    }

    public static IReadOnlySet<NamespaceUse> Read(string assemblyPath)
    {
        using var image = new PEReader(File.OpenRead(assemblyPath));
        var code = new CompiledCode(image);
        foreach (var handle in code._metadata.TypeDefinitions)
        {
            code.ReadType(handle);
        }

        return code._uses;
    }

    private void ReadType(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        var typeName = NameOf(handle);
        _from = NamespaceOf(handle);
        _member = typeName;
        Note(_from);
        Add(type.BaseType);
        Add(type.GetCustomAttributes());
        Add(type.GetGenericParameters());
        foreach (var implemented in type.GetInterfaceImplementations())
        {
            Add(_metadata.GetInterfaceImplementation(implemented).Interface);
        }

        foreach (var fieldHandle in type.GetFields())
        {
            var field = _metadata.GetFieldDefinition(fieldHandle);
            _member = $"{typeName}.{_metadata.GetString(field.Name)}";
            field.DecodeSignature(this, null);
            Add(field.GetCustomAttributes());
        }

        foreach (var methodHandle in type.GetMethods())
        {
            var method = _metadata.GetMethodDefinition(methodHandle);
            _member = $"{typeName}.{_metadata.GetString(method.Name)}";
            method.DecodeSignature(this, null);
            Add(method.GetCustomAttributes());
            Add(method.GetGenericParameters());
            foreach (var parameter in method.GetParameters())
            {
                Add(_metadata.GetParameter(parameter).GetCustomAttributes());
            }

            if (method.RelativeVirtualAddress != 0)
            {
                ReadBody(_image.GetMethodBody(method.RelativeVirtualAddress));
            }
        }

        // Property and event types stand in their accessors' signatures.
        foreach (var property in type.GetProperties())
        {
            Add(_metadata.GetPropertyDefinition(property).GetCustomAttributes());
        }
    }

    private void ReadBody(MethodBodyBlock body)
    {
        if (!body.LocalSignature.IsNil)
        {
            _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(this, null);
        }

        foreach (var region in body.ExceptionRegions)
        {
            Add(region.CatchType);
        }

        var il = body.GetILReader();
        while (il.RemainingBytes > 0)
        {
            int opCode = il.ReadByte();
            switch (Operands[opCode == 0xFE ? 0x100 | il.ReadByte() : opCode])
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    Add(MetadataTokens.EntityHandle(il.ReadInt32()));
                    break;
                case OperandType.InlineSig:
                    Add(MetadataTokens.EntityHandle(il.ReadInt32()));
                    break;
                case OperandType.InlineSwitch:
                    // Two statements: a compound assignment would read the offset before the count moves it.
                    var targets = il.ReadInt32();
                    il.Offset += 4 * targets;
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    il.Offset += 8;
                    break;
                case OperandType.InlineBrTarget or OperandType.InlineI or OperandType.InlineString or OperandType.ShortInlineR:
                    il.Offset += 4;
                    break;
                case OperandType.InlineVar:
                    il.Offset += 2;
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    il.Offset += 1;
                    break;
            }
        }
    }

    private void Add(CustomAttributeHandleCollection attributes)
    {
        foreach (var attribute in attributes)
        {
            Add(_metadata.GetCustomAttribute(attribute).Constructor);
        }
    }

    private void Add(GenericParameterHandleCollection parameters)
    {
        foreach (var constraint in parameters.SelectMany(handle => _metadata.GetGenericParameter(handle).GetConstraints()))
        {
            Add(_metadata.GetGenericParameterConstraint(constraint).Type);
        }
    }

    private void Add(EntityHandle entity)
    {
        if (entity.IsNil)
        {
            return;
        }

        switch (entity.Kind)
        {
            case HandleKind.TypeDefinition:
                Note(NamespaceOf((TypeDefinitionHandle)entity));
                break;
            case HandleKind.TypeReference:
                Note(NamespaceOf((TypeReferenceHandle)entity));
                break;
            case HandleKind.TypeSpecification:
                _metadata.GetTypeSpecification((TypeSpecificationHandle)entity).DecodeSignature(this, null);
                break;
            case HandleKind.FieldDefinition:
                Add(_metadata.GetFieldDefinition((FieldDefinitionHandle)entity).GetDeclaringType());
                break;
            case HandleKind.MethodDefinition:
                Add(_metadata.GetMethodDefinition((MethodDefinitionHandle)entity).GetDeclaringType());
                break;
            case HandleKind.MethodSpecification:
                var instance = _metadata.GetMethodSpecification((MethodSpecificationHandle)entity);
                Add(instance.Method);
                instance.DecodeSignature(this, null);
                break;
            case HandleKind.StandaloneSignature:
                _metadata.GetStandaloneSignature((StandaloneSignatureHandle)entity).DecodeMethodSignature(this, null);
                break;
            case HandleKind.MemberReference:
                var member = _metadata.GetMemberReference((MemberReferenceHandle)entity);
                Add(member.Parent);
                if (member.GetKind() == MemberReferenceKind.Field)
                {
                    member.DecodeFieldSignature(this, null);
                }
                else
                {
                    member.DecodeMethodSignature(this, null);
                }

                break;
        }
    }

    private void Note(string to) => _uses.Add(new NamespaceUse(_from, _member, to));

    private string NameOf(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        var name = _metadata.GetString(type.Name);
        return type.IsNested ? $"{NameOf(type.GetDeclaringType())}.{name}" : name;
    }

    private string NamespaceOf(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        return type.IsNested ? NamespaceOf(type.GetDeclaringType()) : _metadata.GetString(type.Namespace);
    }

    private string NamespaceOf(TypeReferenceHandle handle)
    {
        var type = _metadata.GetTypeReference(handle);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? NamespaceOf((TypeReferenceHandle)type.ResolutionScope)
            : _metadata.GetString(type.Namespace);
    }

    // The decoder calls these for every type inside a signature; only named types matter here.
    public bool GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        Note(NamespaceOf(handle));
        return true;
    }

    public bool GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        Note(NamespaceOf(handle));
        return true;
    }

    public bool GetTypeFromSpecification(
        MetadataReader reader, object? context, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, context);

    public bool GetArrayType(bool elementType, ArrayShape shape) => true;

    public bool GetByReferenceType(bool elementType) => true;

    public bool GetFunctionPointerType(MethodSignature<bool> signature) => true;

    public bool GetGenericInstantiation(bool genericType, ImmutableArray<bool> typeArguments) => true;

    public bool GetGenericMethodParameter(object? genericContext, int index) => true;

    public bool GetGenericTypeParameter(object? genericContext, int index) => true;

    public bool GetModifiedType(bool modifier, bool unmodifiedType, bool isRequired) => true;

    public bool GetPinnedType(bool elementType) => true;

    public bool GetPointerType(bool elementType) => true;

    public bool GetPrimitiveType(PrimitiveTypeCode typeCode) => true;

    public bool GetSZArrayType(bool elementType) => true;
}
